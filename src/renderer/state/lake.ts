import type { LakeEvent, LakeStatus } from '../../shared/rpc/lake.ts';
import type { Job } from '../../shared/domain/jobs.ts';
import { rpc } from '../rpc/client.ts';
import { problemOf, type Problem } from '../rpc/problem.ts';
import { toast } from '../ui/toast.tsx';
import { invalidate, invalidateAll } from './query.ts';
import { createStore, useStore, type Store } from './store.ts';

export type Connection =
  | { kind: 'connecting' }
  | { kind: 'online' }
  /** Trying again by itself; `since` in milliseconds since 1970. */
  | { kind: 'lost'; since: number }
  /** The worker answers, but has no lakehouse open: it is locked, damaged or not there. Asked again by itself too. */
  | { kind: 'refused'; problem: Problem }
  | { kind: 'unauthorised' };

export const connection: Store<Connection> = createStore<Connection>({ kind: 'connecting' });
export const useConnection = (): Connection => useStore(connection);

/** The lakehouse as the worker last described it; null until the first word from it. */
export const lakeStatus: Store<LakeStatus | null> = createStore<LakeStatus | null>(null);
export const useLakeStatus = (): LakeStatus | null => useStore(lakeStatus);

/** Jobs that are queued or running now, by id, kept current by the worker's events. */
const live = createStore<ReadonlyMap<number, Job>>(new Map());
export const useLiveJobs = (): ReadonlyMap<number, Job> => useStore(live);

const FIRST_PAUSE = 150;
const LONGEST_PAUSE = 4000;
/** The worker says something every 15 s; longer silence is a dead connection. */
const SILENCE = 40_000;

/** Follows the lakehouse for as long as the page lives, and reconnects by itself. Call once. */
export async function followLake(): Promise<never> {
  let pause = FIRST_PAUSE;
  for (;;) {
    try {
      await follow(() => {
        pause = FIRST_PAUSE;
      });
    } catch (error) {
      connection.set(state => afterFailure(state, problemOf(error)));
    }
    connection.set(state => (isUp(state) ? { kind: 'lost', since: Date.now() } : state));
    await new Promise(resolve => setTimeout(resolve, pause * (0.75 + Math.random() / 2)));
    pause = Math.min(LONGEST_PAUSE, pause * 1.7);
  }
}

const isUp = ({ kind }: Connection): boolean => kind === 'online' || kind === 'connecting';

/** What opening a lakehouse can end with, but in one that is open. */
const NO_LAKEHOUSE = new Set(['locked', 'corrupt', 'not_found', 'bad_input']);

function afterFailure(state: Connection, problem: Problem): Connection {
  if (problem.code === 'unauthorised') return { kind: 'unauthorised' };
  if (NO_LAKEHOUSE.has(problem.code))
    return state.kind === 'refused' && state.problem.message === problem.message ? state : { kind: 'refused', problem };
  return state.kind === 'refused' ? { kind: 'lost', since: Date.now() } : state;
}

async function follow(heard: () => void): Promise<void> {
  const controller = new AbortController();
  let watchdog = setTimeout(() => controller.abort(), SILENCE);
  try {
    const events = await rpc.lake.events(undefined, { signal: controller.signal });
    for await (const event of events) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => controller.abort(), SILENCE);
      heard();
      receive(event);
    }
  } finally {
    clearTimeout(watchdog);
    controller.abort();
  }
}

function receive(event: LakeEvent): void {
  switch (event.kind) {
    case 'status':
      welcome(event.status);
      return;
    case 'snapshot':
      invalidate('relations', 'loads', 'models', 'reports');
      refreshStatus();
      return;
    case 'relation':
      invalidate('relations');
      refreshStatus();
      return;
    case 'job':
      receiveJob(event.job as Job);
      return;
    case 'models':
      invalidate('models');
      return;
    case 'opened':
      live.set(new Map());
      invalidateAll();
      refreshStatus();
      return;
    case 'notice':
      toast({ title: event.message, tone: event.level === 'info' ? 'neutral' : event.level });
      return;
    case 'heartbeat':
      return;
  }
}

/** The first event of a subscription; everything else may have changed while nobody listened. */
function welcome(status: LakeStatus): void {
  const again = connection.get().kind === 'lost' || connection.get().kind === 'refused';
  lakeStatus.set(status);
  connection.set({ kind: 'online' });
  if (again) invalidateAll();
  void loadLiveJobs();
}

/** For each list of live jobs that is on its way: what was heard of jobs meanwhile, which is newer than the list. */
const heardMeanwhile = new Set<Map<number, Job>>();

async function loadLiveJobs(): Promise<void> {
  const heard = new Map<number, Job>();
  heardMeanwhile.add(heard);
  const jobs = await rpc.jobs.list({ states: ['queued', 'running'] }).catch(() => null);
  heardMeanwhile.delete(heard);
  if (jobs === null) return;
  live.set(new Map(jobs.map(job => [job.jobId, job as Job])));
  heard.forEach(putLive);
}

const isLive = (job: Job): boolean => job.state === 'queued' || job.state === 'running';

function putLive(job: Job): void {
  live.set(jobs => {
    const next = new Map(jobs);
    if (isLive(job)) next.set(job.jobId, job);
    else next.delete(job.jobId);
    return next;
  });
}

function receiveJob(job: Job): void {
  const before = live.get().get(job.jobId);
  for (const heard of heardMeanwhile) heard.set(job.jobId, job);
  putLive(job);
  if (before?.state === job.state) return;
  invalidate('jobs');
  refreshStatus();
  if (isLive(job)) return;
  invalidate('loads', 'relations', 'models', 'reports');
  if (job.state === 'failed') toast({ tone: 'error', title: `${job.title} failed`, detail: job.error?.message });
}

let pending: ReturnType<typeof setTimeout> | null = null;

/** Asks for the status again, once for any number of events in a short while. */
export function refreshStatus(): void {
  pending ??= setTimeout(async () => {
    pending = null;
    const status = await rpc.lake.status().catch(() => null);
    if (status !== null) lakeStatus.set(status);
  }, 250);
}
