import { writeSync } from 'node:fs';
import { importPaths } from '../../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';

/** `node acknowledge-child.ts sound|normal LAKE FILE…`: imports one file after the other and says so after each. */
const [how, lakePath = '', ...paths] = process.argv.slice(2);
const lake = openLakehouse(lakePath);
if (how === 'normal') {
  // SQLite's own default in WAL mode, and no checkpoint that would sync by the way
  lake.db.pragma('synchronous = NORMAL');
  const pragma = lake.db.pragma.bind(lake.db);
  lake.db.pragma = (source, options) => (source.startsWith('wal_checkpoint') ? [] : pragma(source, options));
}
writeSync(1, 'open\n');
for (const path of paths) {
  const { filesLoaded } = await importPaths(lake, { paths: [path] }, quietContext());
  if (filesLoaded === 1) writeSync(1, 'acknowledged\n');
}
process.kill(process.pid, 'SIGKILL'); // a close would sync
