import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeChosenFile } from '../../../src/main/chosen-files.ts';
import { importPaths } from '../../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';
import { inspect } from '../import/kills.ts';

/**
 * `node fail-child.ts FOLDER FILE ROWS FIRST LAST STEP`, on shim.c: for each N, and each way to fail, opens a copy of FOLDER's
 * template and imports a file while the Nth write fails; then an export of a file. Prints one line of JSON.
 */
const [folder = '', file = '', rows = '', first = '', last = '', step = ''] = process.argv.slice(2);
const template = join(folder, 'template.lake');
const lakePath = join(folder, 'failing', 'test.lake');
const report = { tried: 0, failed: 0, exportsFailed: 0, faults: [] as string[] };

/** Lets the nth write or sync from now on fail: shim.c listens for it. */
const fail = (how: string): void => void writeSync(1, `@fail ${how}`);

for (let n = Number(first); n <= Number(last); n += Number(step)) {
  for (const how of [`${n}:EIO`, `${n}+ENOSPC`]) {
    await tryImport(how);
    await tryExport(how);
  }
}
writeSync(1, `${JSON.stringify(report)}\n`);

async function tryImport(how: string): Promise<void> {
  rmSync(join(folder, 'failing'), { recursive: true, force: true });
  cpSync(template, lakePath, { recursive: true });
  report.tried += 1;
  let acknowledged = false;
  fail(how);
  try {
    const lake = openLakehouse(lakePath);
    try {
      acknowledged = (await importPaths(lake, { paths: [file] }, quietContext())).filesLoaded === 1;
    } finally {
      lake.close();
    }
  } catch {
    report.failed += 1;
  }
  fail('0');
  try {
    const again = openLakehouse(lakePath);
    const found = inspect(again, Number(rows)).state;
    if (found !== 'loaded' && found !== 'nothing') report.faults.push(`${how}: ${found}`);
    if (acknowledged && found !== 'loaded') report.faults.push(`${how}: acknowledged, and ${found}`);
    await importPaths(again, { paths: [file] }, quietContext());
    const after = inspect(again, Number(rows)).state;
    if (after !== 'loaded') report.faults.push(`${how}, and once more: ${after}`);
    again.close();
  } catch (error) {
    report.faults.push(`${how}: the next try says ${String(error)}`);
  }
}

/** A file that is written over: afterwards it is the old one or the new one, and nothing lies beside it. */
async function tryExport(how: string): Promise<void> {
  const exports = join(folder, 'failing', 'exports');
  const path = join(exports, 'out.csv');
  cpSync(join(folder, 'old.csv'), path, { recursive: true });
  const fresh = 'new,'.repeat(300_000);
  const write = () => writeChosenFile({ path, encoding: 'utf8', data: fresh, overwrite: true });
  fail(how);
  const written = await write().then(
    () => true,
    () => false,
  );
  fail('0');
  if (!written) report.exportsFailed += 1;
  const found = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (found !== (written ? fresh : 'old')) report.faults.push(`${how}: an export of ${found.length} characters`);
  if (readdirSync(exports).length > 1) report.faults.push(`${how}: something lies beside the export`);
}
