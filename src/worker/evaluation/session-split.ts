import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { csrFromPairs } from '../matrix/csr.ts';
import { seededRandom, shuffled } from '../matrix/random.ts';
import { denseIds } from '../recommenders/dataset/dense-ids.ts';
import { loadDataset } from '../recommenders/dataset/load-dataset.ts';
import { readEvents } from '../recommenders/dataset/read-events.ts';
import { sessionLog, type SessionLog } from '../recommenders/next-track/session-log.ts';
import type { Dataset, Events } from '../recommenders/recommender.ts';
import type { SessionProtocol } from './protocol.ts';
import { addDays, startOfLast, type Split } from './split.ts';

/** What may be learned from, and the sessions whose every next track is to be found. */
export interface SessionSplit extends Split {
  readonly sessions: readonly HeldOutSession[];
}

export interface HeldOutSession {
  readonly user: number;
  readonly items: Int32Array;
}

/**
 * Parts the plays at a moment. A session is held out where it begins after the cut and its listener had paused before it:
 * one that runs over the cut is in neither part's questions, because its beginning was learned from.
 */
export function splitSessionsByTime(
  lake: Lakehouse,
  protocol: SessionProtocol,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): SessionSplit {
  const from = protocol.from ?? startOfLast(lake, protocol.days);
  const until = addDays(from, protocol.days);
  const train = loadDataset(lake, { before: from }, context);
  const { events, unreachable } = heldOutEvents(lake, train, { from, until }, context);
  const log = sessionLog({ ...train, events }, protocol.gapSeconds);
  const sessions = unbrokenSessions(log, lastMoments(train), protocol.gapSeconds);
  return { train, relevant: playedIn(train, events), period: { from, until }, unreachable, sessions };
}

function heldOutEvents(
  lake: Lakehouse,
  { userIds, items }: Dataset,
  period: { from: string; until: string },
  context: Pick<JobContext, 'progress' | 'cancel'>,
): { events: Events; unreachable: number } {
  const { events } = readEvents(lake, denseIds(userIds), denseIds(items.ids), period.until, context);
  const cut = Date.parse(period.from) / 1000;
  const first = events.at.findIndex(second => second >= cut);
  const start = first < 0 ? events.at.length : first;
  const held = {
    user: events.user.subarray(start),
    item: events.item.subarray(start),
    at: events.at.subarray(start),
    msPlayed: events.msPlayed.subarray(start),
  };
  const all = lake.db
    .prepare('select count(*) from silver_listens where played_at >= ? and played_at < ? and is_skip = 0')
    .pluck()
    .get(period.from, period.until);
  return { events: held, unreachable: Number(all) - held.at.length };
}

/** When each listener was last heard in training: seconds since 1970. */
function lastMoments({ plays, events }: Dataset): Float64Array {
  const last = new Float64Array(plays.rows).fill(-Infinity);
  events?.at.forEach((second, e) => (last[events.user[e] ?? 0] = second + (events.msPlayed[e] ?? 0) / 1000));
  return last;
}

const unbrokenSessions = (log: SessionLog, last: Float64Array, gapSeconds: number): HeldOutSession[] =>
  Array.from({ length: log.count }, (_, session) => session).flatMap(session => {
    const user = log.user[session] ?? 0;
    if ((log.startedAt[session] ?? 0) - (last[user] ?? -Infinity) <= gapSeconds) return [];
    return [{ user, items: log.items.subarray(log.starts[session], log.starts[session + 1]) }];
  });

const playedIn = ({ userIds, items }: Dataset, { user, item }: Events): Split['relevant'] =>
  csrFromPairs({ rows: userIds.length, columns: items.ids.length, row: user, column: item }, { duplicates: 'one' });

/** One question: these tracks were heard, in this order; what came next? */
export interface Moment {
  readonly session: number;
  readonly user: number;
  readonly heard: Int32Array;
  readonly next: number;
}

/** Every prefix of at most `most` sessions, drawn at random. Without `repeats` only those whose next track is new to the session. */
export function momentsOf(
  sessions: readonly HeldOutSession[],
  { most, repeats, seed }: { most: number; repeats: boolean; seed: number },
): Moment[] {
  const drawn = shuffled([...sessions.keys()], seededRandom(seed))
    .slice(0, most)
    .sort((a, b) => a - b);
  const moments: Moment[] = [];
  let asked = 0;
  for (const at of drawn) {
    const { user = 0, items = new Int32Array(0) } = sessions[at] ?? {};
    const own: Moment[] = [];
    for (let length = 1; length < items.length; length += 1) {
      const heard = items.subarray(0, length);
      const next = items[length] ?? 0;
      if (repeats || !heard.includes(next)) own.push({ session: asked, user, heard, next });
    }
    if (own.length > 0) asked += 1;
    moments.push(...own);
  }
  return moments;
}
