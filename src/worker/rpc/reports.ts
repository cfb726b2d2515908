import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { Report } from '../../shared/rpc/reports.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { verifyHere } from '../reports/verify-here.ts';
import { latestSnapshot } from '../lakehouse/snapshots.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

export function reportCalls(os: WorkerImplementer['reports'], { holder, state }: WorkerProcess) {
  const lake = () => holder.current().lake;
  return {
    list: os.list.handler(() => reportsOf(lake())),
    get: os.get.handler(({ input }) => reportById(lake(), input.reportId)),
    make: os.make.handler(async ({ input }) => {
      const { outFolder, title, ...params } = input;
      const out = outFolder ?? join(state.folder, '..', 'reports');
      const name =
        title ?? (input.users === 'all' ? 'report on all listeners' : `report on ${input.users.length} listeners`);
      const [job] = await holder.current().jobs.start({
        title: name,
        trigger: 'app',
        jobs: [{ kind: 'report', title: name, params: { ...params, out, ownFolder: true, title: name } }],
      });
      if (job === undefined) throw new TracklakeError('internal', 'the job was not stored');
      return job;
    }),
    verify: os.verify.handler(({ input }) =>
      verifyHere(lake(), 'path' in input ? input.path : reportById(lake(), input.reportId).path),
    ),
    remove: os.remove.handler(({ input }) => {
      const report = reportById(lake(), input.reportId);
      for (const file of report.files) rmSync(file.path, { force: true });
      lake().db.prepare('delete from lake_reports where report_id = ?').run(input.reportId);
      return { ok: true as const };
    }),
  };
}

interface Row {
  reportId: number;
  runId: string;
  title: string;
  path: string;
  formats: string;
  sha256: string;
  snapshotId: number;
  modelId: string | null;
  params: string;
  createdAt: string;
}

const SELECT = `select report_id as reportId, run_id as runId, title, path, formats, sha256, snapshot_id as snapshotId, model_id as modelId,
  params, created_at as createdAt from lake_reports`;

/** Newest first. */
export function reportsOf(lake: Lakehouse): Report[] {
  const rows = lake.db.prepare(`${SELECT} order by report_id desc`).all() as Row[];
  return rows.map(row => asReport(lake, row));
}

export function reportById(lake: Lakehouse, reportId: number): Report {
  const row = lake.db.prepare(`${SELECT} where report_id = ?`).get(reportId) as Row | undefined;
  if (row === undefined) throw new TracklakeError('not_found', `no report ${reportId}`);
  return asReport(lake, row);
}

function asReport(lake: Lakehouse, row: Row): Report {
  const params = JSON.parse(row.params) as Record<string, unknown> & { files?: { name: string }[] };
  const folder = dirname(row.path);
  // only what the report itself wrote: its folder may hold a person's own files
  const names = (params.files ?? [{ name: row.path }])
    .map(file => basename(file.name))
    .filter(name => existsSync(join(folder, name)));
  const files = names.map(name => {
    const path = join(folder, name);
    return { name, path, format: extname(name).slice(1), bytes: statSync(path).size };
  });
  return {
    ...row,
    formats: JSON.parse(row.formats) as string[],
    params,
    files,
    stale: row.snapshotId < latestSnapshot(lake.db),
    intact: isIntact(row),
  };
}

const MOST_HASHED = 50 * 1024 * 1024;

/** The main file is there, and is what was written; of a very large one only that it is there. */
function isIntact({ path, sha256 }: Row): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.isDirectory() || found.size > MOST_HASHED) return true;
  return createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
}

/** One file of a report, by its name. Throws `not_found`; a name is never a path. */
export function reportFile(lake: Lakehouse, reportId: number, name: string): string {
  const found = reportById(lake, reportId).files.find(file => file.name === basename(name));
  if (found === undefined) throw new TracklakeError('not_found', `report ${reportId} has no file ${name}`);
  return found.path;
}
