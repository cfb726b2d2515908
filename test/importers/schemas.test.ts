import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importers } from '../../src/worker/importers/registry.ts';
import { readSample } from '../../src/worker/importers/sample.ts';
import { schemaName, sourceSchema } from '../../src/worker/importers/source-schema.ts';
import { projectFile } from '../../src/worker/project-file.ts';
import { sampleFiles, samplesFolder } from './support/lake.ts';

/** Sources whose columns are whatever the file has: they have a mapping instead of a schema. */
const ANY_COLUMNS = new Set(['csv', 'json-lines', 'parquet', 'arrow', 'sqlite', 'xlsx']);
const registered = (name: string): string => projectFile('data/schemas/sources', `${name}.json`);

describe('the registered schema of a source', () => {
  const cases = importers
    .filter(importer => !ANY_COLUMNS.has(importer.name))
    .flatMap(importer => sampleFiles(importer.name).map(file => [importer.name, file] as const));

  it.each(cases)('of %s (%s) is what its importer reads; a change needs a new version', async (name, file) => {
    const importer = importers.find(i => i.name === name)!;
    const plan = importer.plan(await readSample(join(samplesFolder(name), file)));
    const variant =
      plan.format.kind === 'delimited' && plan.format.columns !== 'header' ? `.${file.split('.').pop()}` : '';
    const path = registered(schemaName(importer, plan) + variant);
    if (process.env.UPDATE_GOLDEN === '1' && !existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify(sourceSchema(importer, plan), null, 2)}\n`);
    }
    expect(sourceSchema(importer, plan)).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });

  it('is there for every source, and for no other', () => {
    const names = new Set(readdirSync(projectFile('data/schemas/sources')).map(file => file.split('.')[0]));
    expect([...names].sort()).toEqual(
      importers
        .map(i => i.name)
        .filter(name => !ANY_COLUMNS.has(name))
        .sort(),
    );
  });
});

it('the documentation names every importer', () => {
  const text = readFileSync(projectFile('docs/importers.md'), 'utf8');
  expect(importers.map(importer => importer.name).filter(name => !text.includes(`\`${name}\``))).toEqual([]);
});
