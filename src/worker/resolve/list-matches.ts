import type { MatchPage, MatchQuery, MatchRow, MatchSide } from '../../shared/rpc/matches.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { relationExists } from '../lakehouse/store.ts';
import type { TrackDecision } from './decide.ts';

const EMPTY: MatchPage = { total: 0, counts: { merged: 0, proposed: 0, confirmed: 0, split: 0 }, waiting: 0, rows: [] };

/** One page of pairs, the least sure first, with how many there are of each status. Nothing before the first build. */
export function listMatches(lake: Lakehouse, { status, text, from, limit }: MatchQuery): MatchPage {
  const { db } = lake;
  if (!relationExists(db, 'silver_track_matches')) return EMPTY;
  const counts = { ...EMPTY.counts };
  const counted = db.prepare('select status, count(*) as pairs from silver_track_matches group by status').all();
  for (const row of counted as { status: keyof typeof counts; pairs: number }[]) counts[row.status] = row.pairs;
  const filter = { status, text: text.trim().toLowerCase() };
  const matching = fromWhere(filter);
  const total =
    filter.text === ''
      ? status === undefined
        ? Object.values(counts).reduce((sum, pairs) => sum + pairs, 0)
        : counts[status]
      : Number(db.prepare(`select count(*) ${matching}`).pluck().get(filter));
  const rows = db.prepare(
    `${COLUMNS} ${matching} order by m.confidence, m.track_id, m.other_track_id limit @limit offset @from`,
  );
  const said = decisionsSinceBuild(lake);
  return {
    ...{ total, counts, waiting: said.size },
    rows: (rows.all({ ...filter, from, limit }) as StoredMatch[]).map(row => matchRow(row, said)),
  };
}

interface StoredMatch extends Omit<MatchRow, 'track' | 'other' | 'waiting'> {
  track: string;
  other: string;
}

const side = (from: string): string =>
  `json_object('trackId', ${from}.track_id, 'title', ${from}.title, 'artist', coalesce(${from}.artist_name, ''), 'album', ${from}.album_name,
     'durationMs', ${from}.duration_ms)`;

const COLUMNS = `select ${side('a')} as track, ${side('b')} as other, m.canonical_track_id as canonicalTrackId, m.status, m.confidence,
  m.reason, m.evidence`;

/** Walks the matches in the order of an index, so that a page without a search costs its rows alone. */
function fromWhere({ status, text }: Pick<Partial<MatchQuery>, 'status' | 'text'>): string {
  const names = `a.title || ' ' || coalesce(a.artist_name, '') || ' ' || b.title || ' ' || coalesce(b.artist_name, '')`;
  const conditions = [
    ...(status === undefined ? [] : ['m.status = @status']),
    ...(text === '' ? [] : [`instr(lower(${names}), @text) > 0`]),
  ];
  return `from silver_track_matches as m
    cross join silver_dim_songs as a on a.track_id = m.track_id
    cross join silver_dim_songs as b on b.track_id = m.other_track_id
    ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}`;
}

function matchRow({ track, other, ...row }: StoredMatch, said: ReadonlyMap<string, TrackDecision>): MatchRow {
  const [a, b] = [JSON.parse(track) as MatchSide, JSON.parse(other) as MatchSide];
  return { ...row, track: a, other: b, waiting: said.get(pairKey(a.trackId, b.trackId)) ?? null };
}

/** Decisions that the last build of the matches has not seen, by pair. */
function decisionsSinceBuild({ db }: Lakehouse): Map<string, TrackDecision> {
  const seen = db
    .prepare(
      `select coalesce(json_extract(built_from, '$.bronze.bronze_track_decisions.lastRowId'), 0)
       from lake_relations where relation = 'silver_track_matches'`,
    )
    .pluck()
    .get();
  const rows = db
    .prepare('select track_id, other_track_id, decision from bronze_track_decisions where row_id > ? order by row_id')
    .raw()
    .all(seen ?? 0) as [string | number, string | number, TrackDecision][];
  return new Map(rows.map(([a, b, decision]) => [pairKey(a, b), decision]));
}

const pairKey = (a: string | number, b: string | number): string =>
  JSON.stringify([a, b].sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)));
