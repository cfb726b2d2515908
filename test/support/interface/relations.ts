import type {
  CheckState,
  ColumnInfo,
  Lineage,
  RelationDetail,
  RelationSummary,
} from '../../../src/shared/rpc/catalogue.ts';

/** A made-up catalogue with one relation in each state: fresh, stale, failed, warned, not built. */
interface Sketch {
  name: string;
  grain: string;
  rows: number;
  reads?: string[];
  columns?: string[];
  state?: 'stale' | 'failed' | 'warned' | 'missing';
}

const SKETCHES: Sketch[] = [
  { name: 'bronze_dim_users', grain: 'One row for each user as one source file described them.', rows: 3_000 },
  { name: 'bronze_dim_songs', grain: 'One row for each song as one source file described it.', rows: 8_000 },
  { name: 'bronze_dim_playlists', grain: 'One row for each playlist.', rows: 1_200 },
  { name: 'bronze_bridge_playlist_tracks', grain: 'One row for each track of a playlist.', rows: 24_310 },
  { name: 'bronze_graph_user_follows', grain: 'One row for each user that follows another.', rows: 18_044 },
  {
    name: 'bronze_fact_listening_events',
    grain: 'One row for each play that a source reported: one user, one track, one moment.',
    rows: 2_014_882,
  },
  { name: 'bronze_recommendation_events', grain: 'One row for each recommendation that was shown.', rows: 0 },
  { name: 'bronze_feedback_events', grain: 'One row for each answer to a recommendation.', rows: 0 },
  {
    name: 'silver_dim_users',
    grain: 'One row for each user, as the newest source describes them.',
    rows: 3_000,
    reads: ['bronze_dim_users'],
  },
  {
    name: 'silver_dim_songs',
    grain: 'One row for each song.',
    rows: 7_991,
    reads: ['bronze_dim_songs'],
    state: 'warned',
  },
  { name: 'silver_dim_artists', grain: 'One row for each artist.', rows: 1_204, reads: ['silver_dim_songs'] },
  { name: 'silver_dim_genres', grain: 'One row for each genre.', rows: 24, reads: ['silver_dim_songs'] },
  {
    name: 'silver_listens',
    grain: 'One row for each accepted play, with its session, its day and its week.',
    rows: 2_010_114,
    reads: ['bronze_fact_listening_events', 'silver_dim_songs', 'silver_dim_users'],
    columns: [
      'listen_id',
      'user_id',
      'track_id',
      'artist_id',
      'played_at',
      'played_on',
      'week_start',
      'ms_played',
      'skipped',
      'context',
      'session_id',
      'load_id',
    ],
    state: 'failed',
  },
  {
    name: 'silver_weekly_trending_tracks',
    grain: 'One row for each track and week with its rank.',
    rows: 52_000,
    reads: ['silver_listens'],
  },
  {
    name: 'silver_song_similarity_by_playlist',
    grain: 'One row for each pair of songs that share playlists.',
    rows: 88_210,
    reads: ['bronze_bridge_playlist_tracks', 'silver_dim_songs'],
  },
  {
    name: 'silver_song_transitions',
    grain: 'One row for each pair of songs played one after the other.',
    rows: 410_882,
    reads: ['silver_listens'],
    state: 'stale',
  },
  {
    name: 'silver_user_taste',
    grain: 'One row for each user and genre.',
    rows: 41_006,
    reads: ['silver_listens', 'silver_dim_songs'],
  },
  {
    name: 'silver_recommendation_counts',
    grain: 'One row for each track and week.',
    rows: 0,
    reads: ['bronze_recommendation_events'],
    state: 'missing',
  },
  {
    name: 'gold_top_artists_by_month',
    grain: 'One row for each artist and month.',
    rows: 14_448,
    reads: ['silver_listens', 'silver_dim_artists'],
  },
  {
    name: 'gold_genre_popularity_by_week',
    grain: 'One row for each genre and week.',
    rows: 1_344,
    reads: ['silver_listens', 'silver_dim_genres'],
  },
  {
    name: 'gold_track_lifecycle',
    grain: 'One row for each track.',
    rows: 7_991,
    reads: ['silver_weekly_trending_tracks', 'silver_dim_songs'],
  },
  {
    name: 'gold_user_insights',
    grain: 'One row for each user.',
    rows: 3_000,
    reads: ['silver_user_taste', 'silver_dim_users'],
  },
  { name: 'gold_listening_heatmap', grain: 'One row for each weekday and hour.', rows: 168, reads: ['silver_listens'] },
  {
    name: 'gold_retention_by_cohort',
    grain: 'One row for each cohort and month.',
    rows: 91,
    reads: ['silver_listens', 'silver_dim_users'],
    state: 'stale',
  },
  {
    name: 'gold_recommendation_effectiveness',
    grain: 'One row for each week and model.',
    rows: 0,
    reads: ['silver_recommendation_counts'],
    state: 'missing',
  },
];

const layerOf = (name: string): RelationSummary['layer'] =>
  name.startsWith('gold') ? 'gold' : name.startsWith('silver') ? 'silver' : 'bronze';

function summary(sketch: Sketch): RelationSummary {
  const layer = layerOf(sketch.name);
  const built = layer !== 'bronze' && sketch.state !== 'missing';
  const hasTime = /listen|week|month|trend|transition/.test(sketch.name);
  return {
    name: sketch.name,
    layer,
    grain: sketch.grain,
    exists: sketch.state !== 'missing',
    rows: sketch.rows,
    bytes: sketch.rows * 61,
    columns: columnNames(sketch).length,
    coveredFrom: hasTime ? '2024-01-01' : null,
    coveredTo: hasTime ? '2025-01-28' : null,
    builtAt: built ? new Date(Date.now() - 740_000).toISOString() : null,
    snapshotId: built ? 11 : null,
    stale: sketch.state === 'stale',
    checks: {
      passed: layer === 'bronze' || sketch.state === 'missing' ? 0 : 7,
      warned: sketch.state === 'warned' ? 2 : 0,
      failed: sketch.state === 'failed' ? 1 : 0,
    },
    heldBy:
      sketch.state === 'failed' ? { relation: sketch.name, check: 'plays > 0 and skips between 0 and plays' } : null,
  };
}

const columnNames = (sketch: Sketch): string[] =>
  sketch.columns ?? ['track_id', 'title', 'artist_name', 'genre', 'plays', 'share', 'week_start'];

function column(name: string, index: number): ColumnInfo {
  return {
    name,
    type: /share/.test(name) ? 'real' : /_id|plays|ms_|skipped/.test(name) ? 'integer' : 'text',
    notNull: index < 3,
    key: index === 0,
    references: name === 'artist_id' ? { relation: 'silver_dim_artists', column: 'artist_id' } : null,
    description: name === 'skipped' ? '1 where less than 30 s were played' : null,
  };
}

function check(
  relation: string,
  kind: string,
  expression: string,
  rowsFailed: number,
  severity: 'warn' | 'error',
): CheckState {
  return {
    relation,
    kind,
    expression,
    severity,
    passed: rowsFailed === 0,
    rowsFailed,
    rowsChecked: 2_010_114,
    sample: rowsFailed === 0 ? null : '{"user_id": 812, "played_at": "2024-03-01T25:10:00Z"}',
    seconds: 0.41,
    checkedAt: new Date(Date.now() - 700_000).toISOString(),
  };
}

export const relations: RelationSummary[] = SKETCHES.map(summary);

export const checks = (relation: string): CheckState[] => [
  check(relation, 'not_null', 'user_id is not null', 0, 'error'),
  check(relation, 'not_null', 'track_id is not null', 0, 'error'),
  check(relation, 'unique', 'listen_id', 0, 'error'),
  check(
    relation,
    'expect',
    'ms_played between 0 and 24 * 60 * 60 * 1000',
    relation === 'silver_listens' ? 214 : 0,
    'error',
  ),
  check(relation, 'references', 'track_id in silver_dim_songs', relation === 'silver_dim_songs' ? 12 : 0, 'warn'),
];

export function relation(name: string): RelationDetail | null {
  const sketch = SKETCHES.find(candidate => candidate.name === name);
  if (sketch === undefined) return null;
  const layer = layerOf(name);
  return {
    ...summary(sketch),
    columnList: columnNames(sketch).map(column),
    sql: `-- ${sketch.grain}\n-- @key ${columnNames(sketch)[0]}\n-- @not_null user_id\n-- @expect ms_played >= 0\n\nwith played as (\n  select user_id, track_id, played_at, ms_played\n  from ${sketch.reads?.[0] ?? 'source'}\n  where ms_played >= 30000 and played_at >= '2024-01-01'\n)\n\nselect\n  user_id,\n  track_id,\n  count(*) as plays,\n  round(sum(ms_played) / 60000.0, 1) as minutes_played\nfrom played\ngroup by user_id, track_id\n`,
    mode: layer === 'bronze' ? null : 'incremental',
    buildSeconds: layer === 'bronze' ? null : 2.84,
    upstream: sketch.reads ?? [],
    downstream: SKETCHES.filter(other => other.reads?.includes(name)).map(other => other.name),
    checkList: layer === 'bronze' ? [] : checks(name),
  };
}

/** Everything, or what hangs together with one relation, up and down. */
export function lineage(name?: string): Lineage {
  const edges = SKETCHES.flatMap(sketch => (sketch.reads ?? []).map(from => ({ from, to: sketch.name })));
  const reach = (start: string, next: (at: string) => string[]): string[] => {
    const found = new Set<string>();
    const walk = (at: string): void => {
      for (const other of next(at)) {
        if (found.has(other)) continue;
        found.add(other);
        walk(other);
      }
    };
    walk(start);
    return [...found];
  };
  const kept =
    name === undefined
      ? new Set(SKETCHES.map(sketch => sketch.name))
      : new Set([
          name,
          ...reach(name, at => edges.filter(edge => edge.to === at).map(edge => edge.from)),
          ...reach(name, at => edges.filter(edge => edge.from === at).map(edge => edge.to)),
        ]);
  return {
    nodes: SKETCHES.filter(sketch => kept.has(sketch.name)).map(sketch => ({
      name: sketch.name,
      layer: layerOf(sketch.name),
      exists: sketch.state !== 'missing',
      stale: sketch.state === 'stale',
    })),
    edges: edges.filter(edge => kept.has(edge.from) && kept.has(edge.to)),
  };
}
