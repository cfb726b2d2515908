import { useEffect, useState } from 'react';
import { problemOf, type Problem } from '../rpc/problem.ts';
import { createStore, useStore, type Store } from './store.ts';

/** What a piece of data hangs on; when one of these changes, it is asked for again. */
export type Topic =
  'status' | 'relations' | 'loads' | 'jobs' | 'models' | 'reports' | 'notebooks' | 'settings' | 'host' | 'figures';

/** Something to ask the host for. Two with the same key are the same, and are asked for once. */
export interface Query<T> {
  readonly key: string;
  readonly topics: readonly Topic[];
  load(signal: AbortSignal): Promise<T>;
}

export type Answer<T> =
  | { kind: 'loading' }
  | { kind: 'failed'; problem: Problem; retry: () => void }
  /** `refreshing`: a newer answer is on its way; this one is shown until then. */
  | { kind: 'ready'; value: T; refreshing: boolean };

interface Entry<T> {
  readonly query: Query<T>;
  readonly answer: Store<Answer<T>>;
  users: number;
  stale: boolean;
  running: AbortController | null;
}

const KEPT = 300;
const entries = new Map<string, Entry<unknown>>();

/** The answer to a query, shared by all who ask, kept while nobody looks, and renewed when a topic of it changes. */
export function useQuery<T>(query: Query<T>): Answer<T> {
  const entry = entryFor(query);
  useEffect(() => use(entry), [entry]);
  return useStore(entry.answer);
}

/** The same for a query that changes under the hand (a slider, a search box): the last answer stays until the next is there. */
export function useSteadyQuery<T>(query: Query<T>): Answer<T> {
  const answer = useQuery(query);
  const [last, setLast] = useState(answer);
  if (answer.kind !== 'loading' && answer !== last) setLast(answer);
  return answer.kind === 'loading' && last.kind === 'ready' ? { ...last, refreshing: true } : answer;
}

/** Asks again for whatever hangs on these topics: at once where it is on the screen, at the next look elsewhere. */
export function invalidate(...topics: Topic[]): void {
  for (const entry of entries.values()) {
    if (!entry.query.topics.some(topic => topics.includes(topic))) continue;
    entry.stale = true;
    if (entry.users > 0) void run(entry);
  }
}

/** After the connection came back: everything may have changed. */
export function invalidateAll(): void {
  for (const entry of entries.values()) {
    entry.stale = true;
    if (entry.users > 0) void run(entry);
  }
}

function entryFor<T>(query: Query<T>): Entry<T> {
  const known = entries.get(query.key) as Entry<T> | undefined;
  if (known !== undefined) return known;
  const entry: Entry<T> = {
    query,
    answer: createStore<Answer<T>>({ kind: 'loading' }),
    users: 0,
    stale: true,
    running: null,
  };
  entries.set(query.key, entry as Entry<unknown>);
  if (entries.size > KEPT) dropOldest();
  return entry;
}

function dropOldest(): void {
  for (const [key, entry] of entries) {
    if (entry.users > 0) continue;
    entries.delete(key);
    return;
  }
}

function use<T>(entry: Entry<T>): () => void {
  entry.users += 1;
  if (entry.stale && entry.running === null) void run(entry);
  return () => {
    entry.users -= 1;
    if (entry.users > 0) return;
    // a page that is left for a moment and comes back keeps its call
    setTimeout(() => entry.users === 0 && entry.running?.abort(), 2000);
  };
}

async function run<T>(entry: Entry<T>): Promise<void> {
  entry.running?.abort();
  const controller = new AbortController();
  entry.running = controller;
  entry.stale = false;
  const before = entry.answer.get();
  if (before.kind === 'ready') entry.answer.set({ ...before, refreshing: true });
  try {
    const value = await entry.query.load(controller.signal);
    if (entry.running === controller) entry.answer.set({ kind: 'ready', value, refreshing: false });
  } catch (error) {
    if (entry.running !== controller) return;
    entry.stale = true;
    if (controller.signal.aborted) return;
    entry.answer.set({ kind: 'failed', problem: problemOf(error), retry: () => void run(entry) });
  } finally {
    if (entry.running === controller) entry.running = null;
  }
}
