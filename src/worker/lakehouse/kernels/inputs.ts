import type Database from 'better-sqlite3';
import { Codes, NotForKernels, type Value } from './columns.ts';
import { readLabels, type Labels } from './labels.ts';
import { LoadBounds } from './load-bounds.ts';
import { sumByUserAndTrack, type Matrix } from './matrix.ts';
import { addRowTaker } from './take-rows.ts';
import { countByWeek, readWeeklyPlays, type Weekly } from './weekly.ts';

/** Above this many plays the columns would take over a third of a gigabyte, and the relations' SQL runs in bounded memory instead. */
const MOST_PLAYS = 12_000_000;

/** Plays by column, sorted by week, user, time, track and id. Ids are codes into lists that are in SQLite's order. */
export interface Plays {
  count: number;
  /** The weeks' last days, and where each begins; one more at the end. */
  weeks: string[];
  weekStarts: Int32Array;
  users: Value[];
  tracks: Value[];
  user: Int32Array;
  track: Int32Array;
  /** Seconds since 1970. */
  startedS: Uint32Array;
  listenId: Float64Array;
  /** NaN where the source did not say. */
  msPlayed: Float64Array;
  isSkip: Uint8Array;
}

/** What kernels read: silver's tables as columns, each read or derived once in a build, when first asked for. */
export class KernelInputs {
  readonly #db: Database.Database;
  #plays: Plays | undefined;
  #listens: Plays | undefined;
  #matrix: Matrix | undefined;
  #weekly: Weekly | undefined;

  /** @param plays what silver_plays holds, where another thread has read it. */
  constructor(db: Database.Database, plays?: Plays) {
    this.#db = db;
    this.#plays = plays;
  }

  get db(): Database.Database {
    return this.#db;
  }

  /** A relation has been written anew: what was derived from it is read again when asked for. */
  forget(relation: string): void {
    if (relation === 'silver_plays') this.#plays = undefined;
    if (relation === 'silver_plays' || relation === 'silver_clashing_plays')
      this.#listens = this.#matrix = this.#weekly = undefined;
  }

  /** The plays of silver_plays that nothing is wrong with by themselves. */
  plays(): Plays {
    this.#plays ??= readPlays(this.#db);
    return this.#plays;
  }

  /** Which load a play came with. */
  loads(): LoadBounds {
    return new LoadBounds(this.#db, 'bronze_fact_listening_events');
  }

  /** The rows of silver_listens. */
  listens(): Plays {
    this.#listens ??= without(
      this.plays(),
      this.#db.prepare('select listen_id from silver_clashing_plays').pluck().all() as number[],
    );
    return this.#listens;
  }

  /** The rows of silver_user_track_plays. */
  matrix(): Matrix {
    if (this.#db.prepare('select exists (select 1 from bronze_fact_listening_counts)').pluck().get() === 1)
      throw new NotForKernels('plays that are only counted');
    this.#matrix ??= sumByUserAndTrack(this.listens());
    return this.#matrix;
  }

  /** Plays by week and track. */
  weekly(): Weekly {
    this.#weekly ??= countByWeek(this.listens());
    return this.#weekly;
  }

  /** Plays and skips by week and track, as they were counted already. */
  weeklyPlays(): Weekly {
    return this.#weekly ?? readWeeklyPlays(this.#db);
  }

  /** The artist and genre of each of the tracks. */
  labels(tracks: readonly Value[]): Labels {
    return readLabels(this.#db, tracks);
  }
}

function readPlays(db: Database.Database): Plays {
  const weeks = db.prepare(WEEKS).raw().all() as [string, number][];
  const count = weeks.reduce((sum, [, plays]) => sum + plays, 0);
  if (count > MOST_PLAYS) throw new NotForKernels(`${count} plays`);
  const [users, tracks] = [new Codes(), new Codes()];
  const plays = emptyPlays(
    count,
    weeks.map(([week]) => week),
  );
  let at = 0;
  addRowTaker(
    db,
    'lake_take_play',
    (_, user: Value, startedS: number, track: Value, listenId: number, ms: number | null, skip: number) => {
      plays.user[at] = users.code(user);
      plays.track[at] = tracks.code(track);
      plays.startedS[at] = startedS;
      plays.listenId[at] = listenId;
      plays.msPlayed[at] = ms ?? NaN;
      plays.isSkip[at] = skip;
      at++;
    },
  );
  const take = db.prepare(
    `select lake_take_play(user_id, started_s, track_id, listen_id, ms_played, is_skip)
     from (select * from silver_plays where week_end = ? and reason is null order by user_id, started_s, track_id, listen_id)`,
  );
  weeks.forEach(([week], i) => {
    plays.weekStarts[i] = at;
    take.get(week);
  });
  plays.weekStarts[weeks.length] = at;
  return { ...plays, users: users.order(plays.user), tracks: tracks.order(plays.track) };
}

const WEEKS = `select week_end, count(*) from silver_plays where reason is null group by week_end order by week_end`;

/** In shared memory, so that another thread can read them too. */
function emptyPlays(count: number, weeks: string[]): Plays {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes * count);
  return {
    count,
    weeks,
    weekStarts: new Int32Array(weeks.length + 1),
    users: [],
    tracks: [],
    user: new Int32Array(shared(4)),
    track: new Int32Array(shared(4)),
    startedS: new Uint32Array(shared(4)),
    listenId: new Float64Array(shared(8)),
    msPlayed: new Float64Array(shared(8)),
    isSkip: new Uint8Array(shared(1)),
  };
}

/** The same plays without those of the given ids; their users and tracks keep their codes. */
function without(plays: Plays, listenIds: readonly number[]): Plays {
  if (listenIds.length === 0) return plays;
  const out = new Set(listenIds);
  const kept = { ...emptyPlays(plays.count, plays.weeks), users: plays.users, tracks: plays.tracks };
  let at = 0;
  for (let w = 0; w < plays.weeks.length; w++) {
    kept.weekStarts[w] = at;
    for (let i = plays.weekStarts[w] ?? 0; i < (plays.weekStarts[w + 1] ?? 0); i++) {
      if (out.has(plays.listenId[i] ?? 0)) continue;
      kept.user[at] = plays.user[i] ?? 0;
      kept.track[at] = plays.track[i] ?? 0;
      kept.startedS[at] = plays.startedS[i] ?? 0;
      kept.listenId[at] = plays.listenId[i] ?? 0;
      kept.msPlayed[at] = plays.msPlayed[i] ?? NaN;
      kept.isSkip[at] = plays.isSkip[i] ?? 0;
      at++;
    }
  }
  kept.weekStarts[plays.weeks.length] = at;
  return {
    ...kept,
    count: at,
    user: kept.user.subarray(0, at),
    track: kept.track.subarray(0, at),
    startedS: kept.startedS.subarray(0, at),
    listenId: kept.listenId.subarray(0, at),
    msPlayed: kept.msPlayed.subarray(0, at),
    isSkip: kept.isSkip.subarray(0, at),
  };
}
