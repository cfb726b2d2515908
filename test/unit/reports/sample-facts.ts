import type { ListenerList, ReportFacts, ReportFormat } from '../../../src/worker/reports/report.ts';

/** Facts of a report in which every text is made by `text`, so that tests can put what they like everywhere. */
export function sampleFacts(
  text: (place: string) => string,
  formats: readonly ReportFormat[],
  listeners: number,
): ReportFacts {
  return {
    title: text('title'),
    runId: text('run'),
    madeAt: '2026-01-05T08:30:00.000Z',
    appVersion: '9.9.9',
    synthetic: true,
    k: 3,
    listeners,
    chosen: 'chosen listeners',
    formats,
    model: {
      modelId: text('model'),
      recommender: 'hybrid',
      title: text('model title'),
      params: { weights: { 'item-knn': 1, social: 0.5 }, [text('parameter')]: text('value') },
      seed: 1,
      codeVersion: text('code'),
      snapshotId: 3,
      fittedAt: '2026-01-04T00:00:00.000Z',
      seconds: 1.5,
      state: 'served',
      data: { users: 10, tracks: 20, plays: 300, pairs: 100, asOf: '2026-01-03T00:00:00.000Z', synthetic: true },
      notes: [text('note')],
      publications: [],
      parts: ['item-knn', 'social'],
      evaluation: {
        recommender: text('recommender'),
        sameParameters: false,
        description: text('protocol'),
        usersJudged: 12,
        snapshotId: 3,
        createdAt: '2026-01-04T01:00:00.000Z',
        metrics: [
          { name: 'ndcg@10', value: 0.1234, low: 0.11, high: 0.13 },
          { name: text('metric'), value: 0.5, low: null, high: null },
        ],
        shareOfAttainable: 0.5,
        beside: [
          { recommender: text('other recommender'), ndcg: 0.2 },
          { recommender: 'item-knn', ndcg: 0.1 },
        ],
      },
      integerUserIds: false,
      integerTrackIds: false,
    },
    figures: {
      weeks: [
        { week_end: '2025-12-21', plays: 90, listeners: 9 },
        { week_end: '2025-12-28', plays: 120, listeners: 9 },
        { week_end: '2026-01-04', plays: 100, listeners: 8 },
      ],
      genres: [{ genre: text('genre'), share: 0.75 }],
      hours: [{ weekday: 5, hour: 18, plays: 12 }],
      artists: [{ artist_name: text('artist'), plays: 40, listeners: 4 }],
      month: '2025-12',
      totals: { plays: 300, listeners: 10, tracks: 20 },
    },
    checks: {
      results: [
        {
          relation: text('relation'),
          kind: 'expect',
          expression: text('check'),
          severity: 'warn',
          passed: false,
          rowsFailed: 2,
          rowsChecked: 10,
        },
        {
          relation: 'silver_listens',
          kind: 'key',
          expression: text('passed check'),
          severity: 'error',
          passed: true,
          rowsFailed: 0,
          rowsChecked: 10,
        },
      ],
      passed: 1,
      warned: 1,
      failed: 0,
      checkedAt: '2026-01-04T02:00:00.000Z',
      quarantine: [{ relation: text('quarantined'), reason: text('reason'), rows: 3 }],
      leftOut: [{ reason: text('left out'), rows: 4 }],
      rowsIn: 303,
      rowsLoaded: 300,
    },
    provenance: {
      lakeId: text('lake'),
      snapshotId: 4,
      snapshotAt: '2026-01-04T00:00:00.000Z',
      loads: [
        {
          file_name: text('file'),
          source: 'tracklake',
          relation: text('into'),
          rows_loaded: 300,
          rows_quarantined: 3,
          sha256: 'ab'.repeat(32),
          finished_at: '2026-01-03T00:00:00.000Z',
        },
      ],
      loadCount: 1,
      relations: [
        {
          relation: text('built'),
          rows: 3,
          mode: 'full',
          snapshot_id: 4,
          built_at: '2026-01-04T00:00:00.000Z',
          sql_sha256: 'cd'.repeat(32),
        },
      ],
    },
  };
}

/** A list of three tracks in which every text is made by `text`. */
export function sampleList(userId: string | number, text: (place: string) => string): ListenerList {
  return {
    userId,
    name: text('name'),
    facts: {
      plays: 12,
      tracks: 7,
      active_weeks: 3,
      skip_share: 0.25,
      top_genre: text('top genre'),
      top_artist_name: text('top artist'),
      last_played_on: '2026-01-03',
    },
    list: {
      user_id: userId,
      seed_track_id: null,
      model_id: 'model-1',
      snapshot_id: 3,
      basis: 'history',
      note: text('list note'),
      items: [1, 2, 3].map(rank => ({
        rank,
        track_id: `t${rank}`,
        title: text('track'),
        artist: rank === 3 ? null : text('track artist'),
        score: 2 / rank,
        parts: { 'item-knn': 1.5 / rank, social: 0.5 / rank },
        reasons: [
          { text: text('reason text'), part: 'item-knn', contribution: 1.5 / rank, because: [], more: 0 },
          { text: text('second reason'), part: 'social', contribution: 0.5 / rank, because: [], more: 0 },
        ],
      })),
    },
  };
}
