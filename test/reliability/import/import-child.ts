import { importPaths } from '../../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';

/*
 * A process to kill: `node import-child.ts LAKE FILE…` imports, and prints a line a committed chunk and one at the end.
 */
const [lakePath = '', ...paths] = process.argv.slice(2);
const lake = openLakehouse(lakePath);
process.stdout.write('open\n');
const progress = ({ stage }: { stage: string }): void => {
  if (stage.startsWith('reading')) process.stdout.write('chunk\n');
};
const summary = await importPaths(lake, { paths }, quietContext({ progress }));
process.stdout.write(`done ${summary.rowsLoaded}\n`);
lake.close();
