import { TracklakeError } from '../../shared/errors.ts';
import { existsSync } from 'node:fs';
import type { LakeEvent } from '../../shared/rpc/lake.ts';
import { snapshots } from '../lakehouse/snapshots.ts';
import { demoJobs } from './demo.ts';
import { eventQueue } from '../../shared/event-queue.ts';
import { lakeStatus } from './lake-status.ts';
import type { LakeChange } from './open-lake.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';
import { search } from './search.ts';
import { describeSnapshot, snapshotChanges } from './snapshot-changes.ts';

const HEARTBEAT_MS = 15_000;

export function lakeCalls(os: WorkerImplementer['lake'], { holder, state, cacheFolder }: WorkerProcess) {
  return {
    status: os.status.handler(() => lakeStatus(holder.current())),
    open: os.open.handler(async ({ input }) => lakeStatus(await holder.open(input.path, input.create))),
    recent: os.recent.handler(() => state.recentLakes().map(lake => ({ ...lake, exists: existsSync(lake.path) }))),
    createDemo: os.createDemo.handler(async ({ input }) => {
      const { jobs } = holder.current();
      const started = await jobs.start({ title: 'demo', trigger: 'app', jobs: demoJobs(input, cacheFolder) });
      return { runId: started[0]?.runId ?? '', jobIds: started.map(job => job.jobId) };
    }),
    forgetListener: os.forgetListener.handler(async ({ input }) => {
      const title = 'forget a listener';
      const params = { listener: input.userId, cacheFolder, stateFolder: state.folder };
      const [job] = await holder
        .current()
        .jobs.start({ title, trigger: 'app', jobs: [{ kind: 'forget', title, params }] });
      if (job === undefined) throw new TracklakeError('internal', 'the job was not stored');
      return job;
    }),
    snapshots: os.snapshots.handler(({ input }) =>
      snapshots(holder.current().lake.db, input.limit).map(describeSnapshot),
    ),
    changes: os.changes.handler(({ input }) => snapshotChanges(holder.current().lake.db, input.from, input.to)),
    events: os.events.handler(async function* ({ signal }) {
      const queue = eventQueue<LakeEvent>(signal, HEARTBEAT_MS, () => ({
        kind: 'heartbeat',
        at: new Date().toISOString(),
      }));
      const stop = holder.onChange(change => eventsOf(change).forEach(queue.push));
      try {
        yield { kind: 'status' as const, status: lakeStatus(holder.current()) };
        yield* queue.events;
      } finally {
        stop();
      }
    }),
    search: os.search.handler(({ input }) => search(holder, state, input.text, input.limit)),
  };

  function eventsOf(change: LakeChange): LakeEvent[] {
    switch (change.kind) {
      case 'opened':
        return [
          { kind: 'opened', path: change.path },
          { kind: 'status', status: lakeStatus(holder.current()) },
        ];
      case 'job':
        return [{ kind: 'job', job: holder.current().jobs.get(change.jobId) }];
      case 'snapshot':
        return snapshotEvents(change.snapshotId);
      case 'log':
        return [];
    }
  }

  /** The snapshot, the relations that it swapped in, and the lakehouse as it is now. */
  function snapshotEvents(snapshotId: number): LakeEvent[] {
    const open = holder.current();
    const { db } = open.lake;
    const cause = db.prepare('select kind from lake_snapshots where snapshot_id = ?').pluck().get(snapshotId);
    const built = db
      .prepare('select relation from lake_relations where snapshot_id = ?')
      .pluck()
      .all(snapshotId) as string[];
    return [
      { kind: 'snapshot', snapshotId, cause: cause as 'load' | 'forget' | 'build' },
      ...built.map(relation => ({ kind: 'relation' as const, relation, snapshotId })),
      { kind: 'status', status: lakeStatus(open) },
    ];
  }
}
