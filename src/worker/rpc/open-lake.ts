import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import { openJobs, type JobEvent, type Jobs } from '../jobs/queue.ts';
import { openLakehouse, type Lakehouse } from '../lakehouse/open.ts';
import { latestSnapshot } from '../lakehouse/snapshots.ts';
import { ownPipelines, pipelines } from '../pipelines/library.ts';
import type { Pipeline } from '../pipelines/pipeline.ts';
import { startScheduler, type Scheduler } from '../pipelines/scheduler.ts';
import { watchFolders, type FolderWatcher } from '../pipelines/watcher.ts';
import { openLiveEvents, type LiveEvents } from '../stream/live-events.ts';
import { openLiveKafka, type LiveKafka } from '../stream/live-kafka.ts';

export interface OpenLake {
  lake: Lakehouse;
  jobs: Jobs;
  live: LiveEvents;
  kafka: LiveKafka;
  scheduler: Scheduler;
  watcher: FolderWatcher;
}

/** What happens in whichever lakehouse is open. */
export type LakeChange =
  | { kind: 'opened'; path: string }
  | { kind: 'job'; jobId: number }
  | { kind: 'log'; jobId: number }
  | { kind: 'snapshot'; snapshotId: number };

/** The lakehouse that the worker has open, and the jobs in it. Another one can take its place. */
export interface LakeHolder {
  /** Throws what opening it threw: `locked`, `corrupt`, `not_found`. */
  current(): OpenLake;
  open(path: string, create: boolean): Promise<OpenLake>;
  onChange(listener: (change: LakeChange) => void): () => void;
  close(): Promise<void>;
}

const LOOK_FOR_SNAPSHOTS_MS = 500;
const TRY_AGAIN_MS = 500;

/** `onOpened` is told of each lakehouse that was opened, `onJobEvent` of all that happens to its jobs. */
export function lakeHolder(
  path: string,
  onOpened: (path: string) => void,
  onJobEvent: (event: JobEvent) => void = () => {},
): LakeHolder {
  const listeners = new Set<(change: LakeChange) => void>();
  const complaints = new Set<string>();
  const tell = (change: LakeChange): void => listeners.forEach(listener => listener(change));
  let open: OpenLake | undefined;
  let failure: unknown;
  let snapshotId = 0;
  let triedAt = 0;

  try {
    take(path);
  } catch (error) {
    failure = error;
  }
  const looking = setInterval(lookForSnapshot, LOOK_FOR_SNAPSHOTS_MS);
  looking.unref();

  function take(file: string): OpenLake {
    const lake = openLakehouse(file);
    const jobs = openJobs(lake, { interrupted: 'resume' });
    jobs.subscribe(onJobEvent);
    jobs.subscribe(event => {
      if (event.type === 'span') return;
      if (event.type === 'state') tell({ kind: 'job', jobId: event.job.jobId });
      else if (event.type === 'progress') tell({ kind: 'job', jobId: event.jobId });
      else tell({ kind: 'log', jobId: event.line.jobId });
      if (event.type === 'state') lookForSnapshot();
    });
    snapshotId = latestSnapshot(lake.db);
    const own = (): Pipeline[] => pipelines([ownPipelines(lake.path)], complain);
    open = {
      lake,
      jobs,
      live: openLiveEvents(lake, jobs, { complain: tellOfStreams }),
      kafka: openLiveKafka(lake, jobs, tellOfStreams),
      scheduler: startScheduler(lake, jobs, own, { complain }),
      watcher: watchFolders(lake, jobs, own, { complain }),
    };
    failure = undefined;
    onOpened(lake.path);
    return open;
  }

  /** Another process that wrote the lakehouse at the start may have ended since. */
  function takeWhenFree(): OpenLake | undefined {
    if (!(failure instanceof TracklakeError) || failure.code !== 'locked') return undefined;
    if (performance.now() - triedAt < TRY_AGAIN_MS) return undefined;
    triedAt = performance.now();
    try {
      const taken = take(path);
      tell({ kind: 'opened', path: taken.lake.path });
      return taken;
    } catch (error) {
      failure = error;
      return undefined;
    }
  }

  /** Jobs write in a thread of their own, the command line in a process of its own: the file is what all share. */
  function lookForSnapshot(): void {
    if (open === undefined) return;
    const latest = latestSnapshot(open.lake.db);
    if (latest === snapshotId) return;
    snapshotId = latest;
    tell({ kind: 'snapshot', snapshotId });
  }

  /** Each trouble once: clock and folders are looked at every few seconds. */
  function complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (complaints.has(message)) return;
    complaints.add(message);
    process.stderr.write(`pipelines: ${message}\n`);
  }

  /** Streams tell of a trouble once by themselves, and again when it comes back. */
  function tellOfStreams(message: string): void {
    process.stderr.write(`streams: ${message}\n`);
  }

  async function release(): Promise<void> {
    const old = open;
    open = undefined;
    old?.scheduler.stop();
    old?.watcher.stop();
    await old?.kafka.close();
    await old?.live.close();
    await old?.jobs.close();
    old?.lake.close();
  }

  return {
    current() {
      const there = open ?? takeWhenFree();
      if (there !== undefined) return there;
      throw failure ?? new TracklakeError('not_found', 'no lakehouse is open');
    },
    async open(wanted, create) {
      const file = resolve(wanted);
      if (file === open?.lake.path) return open;
      if (!create && !existsSync(file))
        throw new TracklakeError('not_found', `${file}: there is no lakehouse`, { file });
      const before = open?.lake.path;
      await release();
      try {
        const taken = take(file);
        tell({ kind: 'opened', path: taken.lake.path });
        return taken;
      } catch (error) {
        if (before !== undefined) take(before);
        throw error;
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(looking);
      await release();
    },
  };
}
