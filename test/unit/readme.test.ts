import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the README lists every command', () => {
  const commands = [
    ...readFileSync(join(root, 'src/cli/index.ts'), 'utf8').matchAll(/^ {2}(\w+): \(\) => import/gm),
  ].map(match => match[1] ?? '');
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter(name => !readme.includes(`| \`${name}`))).toEqual([]);
});

test('what the README and the docs link to is there', () => {
  const pages = ['README.md', ...globSync('docs/*.md', { cwd: root })];
  const broken = pages.flatMap(page =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(match => join(page, '..', match[1] ?? ''))
      .filter(path => !existsSync(join(root, path)))
      .map(path => `${page}: ${path}`),
  );
  expect(broken).toEqual([]);
});

test('every page of docs is reached from the README', () => {
  const pages = globSync('docs/*.md', { cwd: root }).map(page => basename(page));
  expect(pages.filter(page => !readme.includes(`docs/${page}`))).toEqual([]);
});
