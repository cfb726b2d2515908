import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Which folders of src each folder may import from, besides itself; the design's table. */
const MAY_IMPORT: Record<string, string[]> = {
  shared: [],
  preload: ['shared'],
  renderer: ['shared'],
  worker: ['shared'],
  cell: ['shared'],
  main: ['shared'],
  cli: ['shared', 'worker', 'cell'],
};

/** Packages that belong to one folder alone, with who may import them. */
const PACKAGES: Record<string, string[]> = {
  electron: ['main/index.ts', 'main/electron/', 'preload/'],
  'better-sqlite3': ['worker/'],
  'node:sqlite': ['cell/'],
  react: ['renderer/'],
  echarts: ['renderer/'],
  'monaco-editor': ['renderer/'],
};

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
  lazy: boolean;
}

const files = globSync('src/**/*.{ts,tsx}', { cwd: root }).filter(file => !file.includes('/wasm/'));
const imports = files.flatMap(file => importsOf(file, readFileSync(join(root, file), 'utf8')));

function importsOf(file: string, code: string): Import[] {
  const found = code.matchAll(
    /^\s*(import|export)\s+(type\s+)?(?:[\w*\s{},$]+\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
  );
  return [...found].map(([, , type, direct, lazy]) => ({
    from: file,
    to: target(file, direct ?? lazy ?? ''),
    typeOnly: type !== undefined,
    lazy: lazy !== undefined,
  }));
}

/** A file of ours as its path from the root, anything else as it is written. */
function target(from: string, specifier: string): string {
  const path = specifier.replace(/\?.*$/, '');
  return path.startsWith('.') ? relative(root, join(root, dirname(from), path)) : path;
}

const folderOf = (file: string): string => file.split('/')[1] ?? '';

test('the graph is not empty, and every import of ours leads to a file', () => {
  expect(imports.length).toBeGreaterThan(20);
  const lost = imports.filter(({ to }) => to.startsWith('src/') && !existsSync(join(root, to)));
  expect(lost).toEqual([]);
});

test('each folder imports only what the design lets it', () => {
  const strangers = imports.filter(({ from, to }) => {
    if (!to.startsWith('src/') || folderOf(to) === folderOf(from)) return false;
    return !MAY_IMPORT[folderOf(from)]?.includes(folderOf(to));
  });
  expect(strangers).toEqual([]);
});

test('electron, the two SQLite libraries and the interface libraries stay where they belong', () => {
  const strangers = imports.filter(({ from, to, typeOnly }) => {
    const name = Object.keys(PACKAGES).find(name => to === name || to.startsWith(`${name}/`));
    return name !== undefined && !typeOnly && !PACKAGES[name]?.some(prefix => from.startsWith(`src/${prefix}`));
  });
  expect(strangers).toEqual([]);
});

test('the kernels know nothing of what they are used for', () => {
  const own = /^src\/worker\/(matrix\/|jobs\/context\.ts|project-file\.ts)|^src\/shared\//;
  expect(
    imports.filter(({ from, to }) => from.startsWith('src/worker/matrix/') && to.startsWith('src/') && !own.test(to)),
  ).toEqual([]);
});

/** What a process has loaded once it answers: what its entry imports, at once and as code. */
function loadedBy(entry: string): Set<string> {
  const found = new Set([entry]);
  for (const file of found)
    for (const { from, to, typeOnly, lazy } of imports) if (from === file && !typeOnly && !lazy) found.add(to);
  return found;
}

test('no process at rest holds what it does not need: an import of node:http brings all of fetch, and schemas are large', () => {
  const heavy: [entry: string, needless: string[]][] = [
    ['src/worker/index.ts', ['node:http', 'node:https', 'ajv', 'pino', '@platformatic/kafka', '@orpc/openapi/node']],
    ['src/cell/index.ts', ['node:http', 'node:https', 'src/shared/rpc/worker-contract.ts', 'apache-arrow']],
    ['src/main/server.ts', ['pino', 'prom-client', '@orpc/openapi', 'src/shared/rpc/worker-contract.ts']],
  ];
  for (const [entry, needless] of heavy) {
    const loaded = loadedBy(entry);
    expect(loaded.size, entry).toBeGreaterThan(10);
    expect(needless.filter(each => loaded.has(each))).toEqual([]);
  }
});

test('a page never imports another page', () => {
  const page = (file: string): string | undefined => /^src\/renderer\/pages\/([^/]+)\//.exec(file)?.[1];
  expect(
    imports.filter(({ from, to }) => page(from) !== undefined && page(to) !== undefined && page(from) !== page(to)),
  ).toEqual([]);
});

test('there are no cycles', () => {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly, lazy } of imports)
    if (!typeOnly && !lazy && to.startsWith('src/')) edges.set(from, [...(edges.get(from) ?? []), to]);
  expect(findCycle(edges)).toBeUndefined();
});

test('a cycle would be found', () => {
  expect(
    findCycle(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['a']],
      ]),
    ),
  ).toEqual(['a', 'b', 'c', 'a']);
});

function findCycle(edges: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}

test('there are no barrels: a file does not only pass on what others export', () => {
  const barrels = files.filter(file => {
    const code = readFileSync(join(root, file), 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .trim();
    return (
      code !== '' &&
      code
        .split(/;\s*/)
        .filter(Boolean)
        .every(line => /^export\s+(\*|\{|type\s+\{)[\s\S]*from/.test(line.trim()))
    );
  });
  expect(barrels).toEqual([]);
});
