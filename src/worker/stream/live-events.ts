import { setTimeout as sleep } from 'node:timers/promises';
import type { Jobs } from '../jobs/queue.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { streamOffset } from './drain.ts';
import { openEventLog } from './event-log.ts';
import { rate } from '../observe/rate.ts';
import { takeEvents, type Accepted } from './intake.ts';

/** The live stream of one open lakehouse: events become durable at once, and bronze a moment later. */
export interface LiveEvents {
  /** One event or a list; resolves when they are on the disk. */
  take(body: unknown): Promise<Accepted>;
  lag(): { acceptedTo: number; inBronzeTo: number; behind: number };
  /** Accepted over the last minute. */
  eventsPerSecond(): number;
  close(): Promise<void>;
}

const EVENTS_A_BATCH = 20_000;

/** `everyMilliseconds`: how long accepted events may wait for others before they become bronze. */
export function openLiveEvents(lake: Lakehouse, jobs: Jobs, everyMilliseconds = 2000): LiveEvents {
  const folder = `${lake.path}-events`;
  const log = openEventLog(folder);
  let inBronzeTo = streamOffset(lake, 'api');
  const accepted = rate();
  let closed = false;
  let waking: AbortController | undefined;
  const draining = drainUntilClosed();

  async function drainUntilClosed(): Promise<void> {
    while (!closed) {
      if (inBronzeTo < log.end) await drainOnce();
      waking = new AbortController();
      if (!closed) await sleep(everyMilliseconds, undefined, { signal: waking.signal }).catch(() => {});
    }
  }

  /** A batch that could not be written stays in the log, and is tried again. */
  async function drainOnce(): Promise<void> {
    try {
      const { nextOffset } = await jobs.chore({
        kind: 'drain',
        folder,
        end: Math.min(log.end, inBronzeTo + EVENTS_A_BATCH),
      });
      inBronzeTo = nextOffset;
      log.dropBefore(nextOffset);
    } catch {
      await sleep(everyMilliseconds);
    }
  }

  return {
    async take(body) {
      const taken = await takeEvents(log, body);
      accepted.add(taken.accepted);
      return taken;
    },
    eventsPerSecond: () => accepted.perSecond(),
    lag: () => ({ acceptedTo: log.end, inBronzeTo, behind: log.end - inBronzeTo }),
    async close() {
      closed = true;
      waking?.abort();
      await draining;
      await log.close();
    },
  };
}
