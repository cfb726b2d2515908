import { datesBetween, dayOf, stableOrder, type Rows } from './columns.ts';
import type { Plays } from './inputs.ts';
import type { LoadBounds } from './load-bounds.ts';

/** A second is the grain of time: plays may seem to overlap by so much. */
const GRAIN_MS = 1000;
const SESSION_GAP_S = 1800;

/** Calls `each` with the bounds of every user's plays in every week. */
function eachUserWeek(
  { weeks, weekStarts, user }: Plays,
  each: (from: number, to: number, week: number) => void,
): void {
  for (let w = 0; w < weeks.length; w++) {
    const end = weekStarts[w + 1] ?? 0;
    for (let from = weekStarts[w] ?? 0; from < end;) {
      let to = from + 1;
      while (to < end && user[to] === user[from]) to++;
      each(from, to, w);
      from = to;
    }
  }
}

/** The rows of silver_clashing_plays, from plays that nothing else is wrong with. */
export function clashingPlays(plays: Plays, loads: LoadBounds): Rows {
  const found: { row: number; week: number; isAgain: boolean }[] = [];
  const toldTwice = new Set<number>();
  eachUserWeek(plays, (from, to, week) => {
    toldTwice.clear();
    for (let i = from; i < to - 1; i++) findToldTwice(plays, loads, i, to, toldTwice);
    for (const row of toldTwice) found.push({ row, week, isAgain: true });
    let longest = 0; // when the longest earlier play ended
    let busyUntil = 0; // as judged in a run of suspects
    let wasSuspect = false;
    let before = -1;
    for (let i = from; i < to; i++) {
      if (toldTwice.has(i)) continue;
      const startedMs = (plays.startedS[i] ?? 0) * 1000;
      const endedMs = startedMs + (plays.msPlayed[i] ?? NaN);
      const isAgain =
        before >= 0 && plays.startedS[i] === plays.startedS[before] && plays.track[i] === plays.track[before];
      const isSuspect = isAgain || longest > startedMs + GRAIN_MS;
      if (isSuspect) {
        const stands = wasSuspect && !isAgain && busyUntil <= startedMs + GRAIN_MS;
        if (!wasSuspect) busyUntil = longest;
        else if (stands && endedMs > busyUntil) busyUntil = endedMs;
        if (!stands) found.push({ row: i, week, isAgain });
      }
      wasSuspect = isSuspect;
      before = i;
      if (endedMs > longest) longest = endedMs;
    }
  });
  found.sort((a, b) => (plays.listenId[a.row] ?? 0) - (plays.listenId[b.row] ?? 0));
  return {
    count: found.length,
    columns: [
      { numbers: Float64Array.from(found, ({ row }) => plays.listenId[row] ?? 0) },
      { codes: Int32Array.from(found, ({ week }) => week), values: plays.weeks },
      { codes: Int32Array.from(found, ({ row }) => plays.user[row] ?? 0), values: plays.users },
      { codes: Uint8Array.from(found, ({ isAgain }) => (isAgain ? 0 : 1)), values: ['duplicate', 'overlap'] },
    ],
  };
}

/** Adds the row that goes, of this one and each that tells of the same play in another file. */
function findToldTwice(plays: Plays, loads: LoadBounds, row: number, end: number, toldTwice: Set<number>): void {
  const { startedS, msPlayed, track, listenId } = plays;
  const started = startedS[row] ?? 0;
  const ms = msPlayed[row] ?? NaN;
  const isMinute = ms !== ms && started % 60 === 0;
  for (let other = row + 1; other < end && (startedS[other] ?? 0) < started + 60; other++) {
    if (track[other] !== track[row] || startedS[other] === started) continue;
    const otherMs = msPlayed[other] ?? NaN;
    if (ms !== otherMs && !(isMinute && otherMs !== otherMs)) continue;
    const [one, two] = [listenId[row] ?? 0, listenId[other] ?? 0];
    if (loads.of(one) !== loads.of(two)) toldTwice.add(isMinute || one > two ? row : other);
  }
}

/** The rows of silver_song_transitions. */
export function songTransitions(listens: Plays): Rows {
  const { track, startedS, msPlayed, isSkip } = listens;
  const [from, to, skip] = [
    new Int32Array(listens.count),
    new Int32Array(listens.count),
    new Uint8Array(listens.count),
  ];
  let pairs = 0;
  eachUserWeek(listens, (first, end) => {
    for (let i = first + 1; i < end; i++) {
      const ms = msPlayed[i - 1] ?? NaN;
      const ended = (startedS[i - 1] ?? 0) + (ms === ms ? Math.trunc(ms / 1000) : 0);
      if ((startedS[i] ?? 0) - ended > SESSION_GAP_S) continue;
      from[pairs] = track[i - 1] ?? 0;
      to[pairs] = track[i] ?? 0;
      skip[pairs] = isSkip[i] ?? 0;
      pairs++;
    }
  });
  const tracks = listens.tracks.length;
  const order = stableOrder(from.subarray(0, pairs), tracks, stableOrder(to.subarray(0, pairs), tracks));
  const rows = {
    from: new Int32Array(pairs),
    to: new Int32Array(pairs),
    plays: new Int32Array(pairs),
    skips: new Int32Array(pairs),
  };
  let at = -1;
  for (const i of order) {
    if (at < 0 || rows.from[at] !== from[i] || rows.to[at] !== to[i]) {
      at++;
      rows.from[at] = from[i] ?? 0;
      rows.to[at] = to[i] ?? 0;
    }
    rows.plays[at] = (rows.plays[at] ?? 0) + 1;
    rows.skips[at] = (rows.skips[at] ?? 0) + (skip[i] ?? 0);
  }
  return {
    count: at + 1,
    columns: [
      { codes: rows.from, values: listens.tracks },
      { codes: rows.to, values: listens.tracks },
      { numbers: rows.plays },
      { numbers: rows.skips },
    ],
  };
}

/** The rows of silver_user_weeks. */
export function userWeeks(listens: Plays): Rows {
  const rows: { week: number; user: number; plays: number; skips: number; ms: number; first: number; last: number }[] =
    [];
  eachUserWeek(listens, (from, to, week) => {
    let [skips, ms] = [0, 0];
    for (let i = from; i < to; i++) {
      skips += listens.isSkip[i] ?? 0;
      const played = listens.msPlayed[i] ?? NaN;
      if (played === played) ms += played;
    }
    const [first, last] = [dayOf(listens.startedS[from] ?? 0), dayOf(listens.startedS[to - 1] ?? 0)];
    rows.push({ week, user: listens.user[from] ?? 0, plays: to - from, skips, ms, first, last });
  });
  const firstDay = rows.reduce((least, { first }) => Math.min(least, first), Infinity);
  const lastDay = rows.reduce((most, { last }) => Math.max(most, last), -Infinity);
  const values = rows.length === 0 ? [] : datesBetween(firstDay, lastDay);
  return {
    count: rows.length,
    columns: [
      { codes: Int32Array.from(rows, row => row.week), values: listens.weeks },
      { codes: Int32Array.from(rows, row => row.user), values: listens.users },
      { numbers: Int32Array.from(rows, row => row.plays) },
      { numbers: Int32Array.from(rows, row => row.skips) },
      { numbers: Float64Array.from(rows, row => row.ms) },
      { codes: Int32Array.from(rows, row => row.first - firstDay), values },
      { codes: Int32Array.from(rows, row => row.last - firstDay), values },
    ],
  };
}

/** The rows of gold_listening_heatmap. */
export function listeningHeatmap(listens: Plays): Rows {
  const CELLS = 7 * 24;
  const { weeks, weekStarts, startedS, msPlayed, isSkip } = listens;
  const size = weeks.length * CELLS;
  const [plays, skips, ms] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)];
  for (let w = 0; w < weeks.length; w++) {
    for (let i = weekStarts[w] ?? 0; i < (weekStarts[w + 1] ?? 0); i++) {
      const started = startedS[i] ?? 0;
      const weekday = (dayOf(started) + 3) % 7; // 1970-01-01 was a Thursday
      const cell = w * CELLS + weekday * 24 + Math.floor((started % 86_400) / 3600);
      plays[cell] = (plays[cell] ?? 0) + 1;
      skips[cell] = (skips[cell] ?? 0) + (isSkip[i] ?? 0);
      const played = msPlayed[i] ?? NaN;
      if (played === played) ms[cell] = (ms[cell] ?? 0) + played;
    }
  }
  const cells = Int32Array.from(plays.keys()).filter(cell => (plays[cell] ?? 0) > 0);
  return {
    count: cells.length,
    columns: [
      { codes: cells.map(cell => Math.floor(cell / CELLS)), values: weeks },
      { numbers: cells.map(cell => Math.floor((cell % CELLS) / 24) + 1) },
      { numbers: cells.map(cell => cell % 24) },
      { numbers: cells.map(cell => plays[cell] ?? 0) },
      { numbers: cells.map(cell => skips[cell] ?? 0) },
      { numbers: Float64Array.from(cells, cell => ms[cell] ?? 0) },
    ],
  };
}
