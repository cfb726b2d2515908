import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEventLog, readEvents } from '../../../src/worker/stream/event-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('events come back in order with their offsets, after a reopen too', async () => {
  const log = openEventLog(folder);
  const offsets = await Promise.all([log.append(['"a"', '"b"']), log.append(['"c"'])]);
  expect(offsets).toEqual([0, 2]);
  await log.close();
  const again = openEventLog(folder);
  expect(again.end).toBe(3);
  expect(await again.append(['"d"'])).toBe(3);
  expect(readEvents(folder, 1, 3)).toEqual([
    { offset: 1, json: '"b"' },
    { offset: 2, json: '"c"' },
  ]);
  expect(readEvents(folder, 3, again.end)).toEqual([{ offset: 3, json: '"d"' }]);
  await again.close();
});

test('a line that a crash cut off is removed, and its offset is used again', async () => {
  const log = openEventLog(folder);
  await log.append(['"a"']);
  await log.close();
  appendFileSync(join(folder, readdirSync(folder)[0]!), '"tor');
  const again = openEventLog(folder);
  expect(again.end).toBe(1);
  await again.append(['"b"']);
  expect(readEvents(folder, 0, again.end).map(({ json }) => json)).toEqual(['"a"', '"b"']);
  await again.close();
});

test('segments turn over, are read across, and old ones are dropped whole', async () => {
  const log = openEventLog(folder, { segmentBytes: 10 });
  for (let n = 0; n < 20; n += 1) await log.append([JSON.stringify({ n })]);
  expect(readdirSync(folder).length).toBeGreaterThan(5);
  expect(readEvents(folder, 0, log.end).map(({ json }) => (JSON.parse(json) as { n: number }).n)).toEqual([
    ...Array(20).keys(),
  ]);
  log.dropBefore(10);
  expect(readEvents(folder, 10, log.end).length).toBe(10);
  expect(readdirSync(folder).sort()[0]! > '0000000000000005').toBe(true);
  await log.close();
  const again = openEventLog(folder, { segmentBytes: 10 });
  expect(again.end).toBe(20);
  await again.close();
});

test('many writers share one sync', async () => {
  const log = openEventLog(folder);
  const offsets = await Promise.all(Array.from({ length: 5000 }, (_, n) => log.append([String(n)])));
  expect(new Set(offsets).size).toBe(5000);
  expect(log.end).toBe(5000);
  await log.close();
});

test('too much that waits is refused until some of it is dropped', async () => {
  const log = openEventLog(folder, { segmentBytes: 10, mostBytes: 60 });
  let taken = 0;
  const fill = async (): Promise<void> => {
    for (; taken < 100; taken += 1) await log.append([String(1000 + taken)]);
  };
  await expect(fill).rejects.toMatchObject({ code: 'full', message: expect.stringContaining('wait to become bronze') });
  expect(log.end).toBe(taken);
  log.dropBefore(taken);
  expect(await log.append(['"again"'])).toBe(taken);
  await log.close();
});

test('a log that was emptied by hand goes on at the offset that bronze is at', async () => {
  const log = openEventLog(folder, { beginAt: 40 });
  expect(await log.append(['"a"'])).toBe(40);
  await log.close();
  const again = openEventLog(folder, { beginAt: 41 });
  expect(again.end).toBe(41);
  expect(readEvents(folder, 40, 41)).toEqual([{ offset: 40, json: '"a"' }]);
  await again.close();
});
