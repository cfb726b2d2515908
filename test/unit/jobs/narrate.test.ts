import { expect, test } from 'vitest';
import { cancelled } from '../../../src/shared/errors.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { narrate } from '../../../src/worker/jobs/narrate.ts';

/** What is told, with a clock that moves by hand. */
function listen() {
  const told: string[] = [];
  let at = 0;
  const narration = narrate(quietContext({ log: (level, message) => told.push(`${level}: ${message}`) }), () => at);
  return { ...narration, told, pass: (milliseconds: number) => void (at += milliseconds) };
}

test('a job tells what it was asked, its stages with their rates, and what it brought', () => {
  const { context, begun, succeeded, told, pass } = listen();
  begun('import', { paths: ['a.csv'] });
  context.progress({ stage: 'reading a.csv', done: 0, total: 4000, unit: 'rows' });
  pass(2000);
  context.progress({ stage: 'reading a.csv', done: 4000, total: 4000, unit: 'rows' });
  context.progress({ stage: 'quick', done: 0, total: null, unit: 'steps' });
  pass(10);
  context.progress({ stage: 'committing', done: 0, total: null, unit: 'steps' });
  pass(1000);
  succeeded({ rowsLoaded: 4000, files: ['a.csv'], nested: { not: 'told' } });
  expect(told).toEqual([
    'info: import {"paths":["a.csv"]}',
    'debug: reading a.csv: 4,000 rows in 2.00 s, 2,000 rows/s',
    'debug: committing: 1.00 s',
    'info: done in 3.01 s: rows loaded 4,000, 1 files',
  ]);
});

test('a failure is told with its code, a fault of ours with where it was', () => {
  const first = listen();
  first.failed(cancelled());
  expect(first.told).toEqual(['info: cancelled after 0.00 s: the job was cancelled']);
  const second = listen();
  second.failed(new Error('boom'));
  expect(second.told[0]).toMatch(/^error: internal after 0\.00 s: Error: boom\n\s+at /);
});
