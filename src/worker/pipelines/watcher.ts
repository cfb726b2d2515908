import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { patiently } from '../jobs/patiently.ts';
import type { Jobs } from '../jobs/queue.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { fill, runRequest, type Pipeline } from './pipeline.ts';
import { settledFolder, type SeenFile, type SettledFolder } from './settled.ts';

export interface FolderWatcher {
  /** Looks at the folders now; the timer calls it. Returns the ids of the runs that it started. */
  tick(): Promise<string[]>;
  stop(): void;
}

/**
 * Starts a pipeline when files that it has not seen as they are now have settled in its `watch.folder`. What it has seen
 * is kept in the lakehouse, so that a restart starts nothing; a run of the pipeline that has not ended is waited for.
 */
export function watchFolders(
  lake: Lakehouse,
  jobs: Jobs,
  pipelines: () => Pipeline[],
  { now = Date.now, everySeconds = 3, complain = () => {} }: WatchOptions = {},
): FolderWatcher {
  const known = lake.db.prepare(
    'select 1 from lake_watched_files where pipeline = ? and path = ? and bytes = ? and modified_ms = ?',
  );
  const remember = lake.db.prepare(
    `insert or replace into lake_watched_files (pipeline, path, bytes, modified_ms, run_id) values (?, ?, ?, ?, ?)`,
  );
  const folders = new Map<string, SettledFolder>();
  const runs = new Map<string, string>();

  async function start(pipeline: Pipeline): Promise<string[]> {
    if (stillRuns(pipeline.name)) return [];
    const fresh = newFiles(pipeline);
    if (fresh.length === 0) return [];
    const [job] = await jobs.start(runRequest(pipeline, 'folder'));
    if (job === undefined) return [];
    runs.set(pipeline.name, job.runId);
    const write = lake.db.transaction(() => {
      for (const { path, bytes, modifiedMs } of fresh) remember.run(pipeline.name, path, bytes, modifiedMs, job.runId);
    });
    await patiently(() => write.immediate());
    return [job.runId];
  }

  function newFiles(pipeline: Pipeline): SeenFile[] {
    const { name, watch } = pipeline;
    if (watch === undefined) return [];
    const folder = resolve(String(fill(watch.folder, pipeline.params, name)));
    if (!existsSync(folder)) return [];
    const key = `${folder}\n${watch.settled_seconds}`;
    const settled = folders.get(key) ?? settledFolder(folder, watch.settled_seconds);
    folders.set(key, settled);
    const files = settled.look(now()) ?? [];
    return files.filter(({ path, bytes, modifiedMs }) => known.get(name, path, bytes, modifiedMs) === undefined);
  }

  function stillRuns(pipeline: string): boolean {
    const runId = runs.get(pipeline);
    return runId !== undefined && jobs.list({ runId, states: ['queued', 'running'], limit: 1 }).length > 0;
  }

  async function look(): Promise<string[]> {
    const started: string[] = [];
    for (const pipeline of pipelines()) started.push(...(await start(pipeline)));
    return started;
  }

  let working: Promise<string[]> = Promise.resolve([]);
  const tick = (): Promise<string[]> => (working = working.then(look, look));
  const timer = setInterval(() => void tick().catch(complain), everySeconds * 1000);
  timer.unref();
  return { tick, stop: () => clearInterval(timer) };
}

export interface WatchOptions {
  /** Milliseconds since 1970. */
  now?: () => number;
  everySeconds?: number;
  /** Told what keeps the watcher from looking: a pipeline's file that can't be read, a folder without access. */
  complain?: (error: unknown) => void;
}
