import Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { until, type TestHost } from '../support/host.ts';

export interface EventKills {
  kills: number;
  /** Ids of events that the host said were on the disk. */
  acknowledged: Set<number>;
  /** Calls that were cut off and sent again. */
  sentAgain: number;
}

const SENDERS = 4;
const EVENTS_A_CALL = 20;

/** Sends events from several senders, each call again until it is answered, while the worker is killed again and again. */
export async function killUnderLoad(host: TestHost, kills: number, random: () => number): Promise<EventKills> {
  const report: EventKills = { kills: 0, acknowledged: new Set(), sentAgain: 0 };
  let next = 1;
  let sending = true;

  async function send(): Promise<void> {
    while (sending) {
      const ids = Array.from({ length: EVENTS_A_CALL }, () => next++);
      while (!(await taken(host, ids))) {
        report.sentAgain += 1;
        await sleep(20);
      }
      for (const id of ids) report.acknowledged.add(id);
    }
  }

  const senders = Array.from({ length: SENDERS }, send);
  for (; report.kills < kills; report.kills += 1) {
    const before = report.acknowledged.size;
    await until(() => report.acknowledged.size > before + 5 * EVENTS_A_CALL, 180_000);
    await sleep(random() * 200);
    const { pid } = host.children.worker.report();
    if (pid !== null) process.kill(pid, 'SIGKILL');
  }
  sending = false;
  await Promise.all(senders);
  return report;
}

async function taken(host: TestHost, ids: readonly number[]): Promise<boolean> {
  try {
    const { accepted } = await host.rpc.events.take({ events: ids.map(playOf) });
    return accepted === ids.length;
  } catch {
    return false;
  }
}

export const playOf = (id: number) => ({
  type: 'listening',
  event_id: id,
  user_id: id % 97,
  track_id: id % 1013,
  played_at: '2025-01-01T10:00:00Z',
  ms_played: 180_000,
});

export interface Judgement {
  lost: number;
  doubled: number;
}

/** What became of acknowledged events, once bronze has caught up. */
export async function judgeEvents(host: TestHost, acknowledged: ReadonlySet<number>): Promise<Judgement> {
  await until(async () => (await host.rpc.events.lag()).behind === 0, 180_000);
  const db = new Database(host.lakePath, { readonly: true });
  try {
    return judgeRows(
      db.prepare('select event_id from bronze_fact_listening_events').pluck().all() as number[],
      acknowledged,
    );
  } finally {
    db.close();
  }
}

export function judgeRows(eventIds: readonly number[], acknowledged: ReadonlySet<number>): Judgement {
  const there = new Set(eventIds);
  return {
    lost: [...acknowledged].filter(id => !there.has(id)).length,
    doubled: eventIds.length - there.size,
  };
}
