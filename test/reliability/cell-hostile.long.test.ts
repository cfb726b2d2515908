import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attack } from '../cell/attack.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-hostile-'));
  makeNumbersLake(join(folder, 'test.lake'), 1000);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

test('4,000 disguised hostile cells change nothing', () => {
  const { tried, refused, harm } = attack(join(folder, 'test.lake'), join(folder, 'cache'), 4000, seed);
  process.stdout.write(`seed ${seed}: ${tried} tried, ${refused} refused, ${harm.length} did harm\n`);
  expect(harm).toEqual([]);
});

const strace = ['/usr/bin/strace', '/bin/strace'].find(path => {
  try {
    execFileSync(path, ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

test.skipIf(strace === undefined)(
  'under strace no file but the lakehouse and the results is opened for writing',
  () => {
    const trace = join(folder, 'trace');
    const script = join(import.meta.dirname, 'attack-in-process.ts');
    execFileSync(strace!, [
      '-f',
      '-e',
      'trace=open,openat,creat,rename,unlink,mkdir',
      '-o',
      trace,
      process.execPath,
      script,
      folder,
      String(seed),
    ]);
    const writing = readFileSync(trace, 'utf8')
      .split('\n')
      .filter(line => /O_WRONLY|O_RDWR|O_CREAT|creat\(/.test(line) && !/ENOENT|EACCES/.test(line))
      .map(line => /"([^"]+)"/.exec(line)?.[1] ?? line);
    const own = (path: string): boolean =>
      path.startsWith(join(folder, 'cache')) ||
      /test\.lake(?:-shm|-wal|-journal)?$/.test(path) ||
      path.startsWith('/dev/') ||
      path.startsWith('/proc/') ||
      path.includes('etilqs_');
    expect(writing.length).toBeGreaterThan(0);
    expect([...new Set(writing.filter(path => !own(path)))]).toEqual([]);
  },
);
