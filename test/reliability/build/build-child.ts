import { quietContext } from '../../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../../src/worker/lakehouse/build.ts';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';
import { relationNamed } from '../../../src/worker/lakehouse/relations.ts';

/*
 * A process to kill: `node build-child.ts LAKE full|changes|torn` builds, and prints a line when it begins and one at the
 * end. `torn` writes one relation as a build must never: in place, without a transaction.
 */
const [path = '', how] = process.argv.slice(2);
const lake = openLakehouse(path);
const begun = (): boolean => process.stdout.write('begun\n');
if (how === 'torn') {
  const { name, sql } = relationNamed('silver_user_weeks');
  lake.db.exec(`create temp table next as ${sql}; delete from ${name}`);
  const half = Math.floor(Number(lake.db.prepare('select count(*) from temp.next').pluck().get()) / 2);
  lake.db.exec(`insert into ${name} select * from temp.next limit ${half}`);
  begun();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  lake.db.exec(`insert into ${name} select * from temp.next limit -1 offset ${half}`);
} else {
  begun();
  buildLakehouse(lake, { full: how === 'full' }, quietContext());
}
process.stdout.write('done\n');
lake.close();
