import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectFile } from '../../src/worker/project-file.ts';
import { recommenders } from '../../src/worker/recommenders/registry.ts';

test('the documentation names every recommender', () => {
  const text = readFileSync(projectFile('docs/recommenders.md'), 'utf8');
  expect(recommenders.map(({ name }) => name).filter(name => !text.includes(`| \`${name}\``))).toEqual([]);
});
