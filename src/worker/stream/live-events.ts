import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamSource } from '../../shared/rpc/events.ts';
import type { Jobs } from '../jobs/queue.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { streamOffset } from './drain.ts';
import { openEventLog } from './event-log.ts';
import { rate } from '../observe/rate.ts';
import { takeEvents, type Accepted } from './intake.ts';
import { stateOf } from './stalled.ts';

/** The live stream of one open lakehouse: events become durable at once, and bronze a moment later. */
export interface LiveEvents {
  /** One event or a list; resolves when they are on the disk. */
  take(body: unknown): Promise<Accepted>;
  lag(): { acceptedTo: number; inBronzeTo: number; behind: number };
  /** Accepted over the last minute. */
  eventsPerSecond(): number;
  source(): StreamSource;
  /** Events are still accepted, and wait in the log. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

const EVENTS_A_BATCH = 20_000;

export interface LiveEventsOptions {
  /** How long accepted events may wait for others before they become bronze. */
  everyMilliseconds?: number;
  complain?: (message: string) => void;
}

export function openLiveEvents(
  lake: Lakehouse,
  jobs: Jobs,
  { everyMilliseconds = 2000, complain = () => {} }: LiveEventsOptions = {},
): LiveEvents {
  const folder = `${lake.path}-events`;
  let inBronzeTo = streamOffset(lake, 'api');
  const log = openEventLog(folder, { beginAt: inBronzeTo });
  const accepted = rate();
  const loaded = rate();
  let movedAt = Date.now();
  let trouble: StreamSource['trouble'] = null;
  let paused = false;
  let closed = false;
  let waking = new AbortController();
  const draining = drainUntilClosed();

  async function drainUntilClosed(): Promise<void> {
    while (!closed) {
      if (inBronzeTo < log.end && !paused) await drainOnce();
      else movedAt = Date.now();
      waking = new AbortController();
      if (!closed) await sleep(everyMilliseconds, undefined, { signal: waking.signal }).catch(() => {});
    }
  }

  /** A batch that could not be written stays in the log, and is tried again. */
  async function drainOnce(): Promise<void> {
    try {
      const end = Math.min(log.end, inBronzeTo + EVENTS_A_BATCH);
      const { nextOffset } = await jobs.chore({ kind: 'drain', folder, end });
      loaded.add(nextOffset - inBronzeTo);
      inBronzeTo = nextOffset;
      log.dropBefore(nextOffset);
      [trouble, movedAt] = [null, Date.now()];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (trouble?.message !== message) complain(`live events: ${message}`);
      trouble = { at: new Date().toISOString(), message };
      inBronzeTo = streamOffset(lake, 'api');
    }
  }

  const lag = () => ({ acceptedTo: log.end, inBronzeTo, behind: log.end - inBronzeTo });

  return {
    async take(body) {
      const taken = await takeEvents(log, body);
      accepted.add(taken.accepted);
      return taken;
    },
    eventsPerSecond: () => accepted.perSecond(),
    lag,
    source() {
      const { acceptedTo: end, behind } = lag();
      return {
        name: 'api',
        state: paused ? 'paused' : stateOf(behind > 0, movedAt),
        where: folder,
        rowsPerSecond: loaded.perSecond(),
        trouble,
        partitions: [{ stream: 'api', topic: 'events', partition: 0, type: null, inBronzeTo, end, behind }],
      };
    },
    pause: () => void (paused = true),
    resume() {
      paused = false;
      waking.abort();
    },
    async close() {
      closed = true;
      waking.abort();
      await draining;
      await log.close();
    },
  };
}
