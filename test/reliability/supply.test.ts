import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { billOf, faultsOf, type Lockfile } from '../support/lockfile.ts';

/** RELIABILITY row 14, what the build is made of. Planted keys: test/collectors/keys.test.ts and test/rpc/gate.test.ts. */
const root = join(import.meta.dirname, '../..');
const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;

test('every package is there by an exact version and a hash, from a registry', () => {
  expect(Object.keys(lockfile.packages).length).toBeGreaterThan(100);
  expect(faultsOf(lockfile)).toEqual([]);
});

test('no package runs a script when it is installed', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

test('the bill of materials names every package that the app runs on, with its licence', () => {
  const bill = billOf(lockfile);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  const named = new Set(bill.map(({ name }) => name));
  expect(Object.keys(manifest.dependencies).filter(name => !named.has(name))).toEqual([]);
  expect(bill.filter(({ licence }) => licence === '')).toEqual([]);
});

test('control: a package without a hash, from elsewhere, or by a range is noticed', () => {
  const packages = {
    'node_modules/a': { version: '1.0.0', resolved: 'https://registry.invalid/a/-/a-1.0.0.tgz' },
    'node_modules/b': { version: '1.0.0', resolved: 'git+ssh://git@example.invalid/b.git', integrity: 'sha512-x' },
    'node_modules/c': {
      version: '^1.0.0',
      resolved: 'https://registry.invalid/c/-/c-1.0.0.tgz',
      integrity: 'sha512-x',
    },
  };
  expect(faultsOf({ packages })).toHaveLength(3);
});
