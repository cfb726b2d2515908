import { setTimeout as sleep } from 'node:timers/promises';
import type { JobBodies } from '../../../src/worker/jobs/bodies.ts';
import { TracklakeError } from '../../../src/shared/errors.ts';

let attempts = 0;

/** Bodies that do as their params say, for the queue's tests. */
export const bodies: JobBodies = {
  async import(lake, { rows }, context) {
    lake.db.exec('create table if not exists written (n integer)');
    for (let n = 0; n < Number(rows); n += 1) {
      context.cancel.throwIfRequested();
      lake.db.prepare('insert into written values (?)').run(n);
      context.progress({ stage: 'writing', done: n + 1, total: Number(rows), unit: 'rows' });
    }
    context.log('info', `wrote ${String(rows)} rows`);
    return { rows };
  },
  async build(_lake, _params, context) {
    for (;;) {
      context.cancel.throwIfRequested();
      await sleep(2);
    }
  },
  async check() {
    throw new TracklakeError('check_failed', 'two rows are bad');
  },
  async fit() {
    attempts += 1;
    if (attempts < 3) throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
    return { attempts };
  },
  async evaluate() {
    process.exit(7);
  },
  async report(lake) {
    lake.db.exec('begin immediate');
    lake.db.exec('create table half_done (n integer)');
    throw new Error('died half way');
  },
};
