import { describe, expect, it } from 'vitest';
import { buildLakehouse, type BuildSummary } from '../../src/worker/lakehouse/build.ts';
import { runChecks } from '../../src/worker/lakehouse/checks.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { namesIn } from '../../src/worker/lakehouse/names-in.ts';
import { inBuildOrder, parseRelation, relations } from '../../src/worker/lakehouse/relations.ts';
import { cancelToken, quietContext } from '../../src/worker/jobs/context.ts';
import { dump, dumpAll } from './support/dump.ts';
import { withLake } from './support/lake.ts';
import { loadRows } from './support/load.ts';
import { buildWorld } from './support/world.ts';

const build = (lake: Lakehouse): BuildSummary => buildLakehouse(lake, {}, quietContext());

const how = (summary: BuildSummary, relation: string): string | undefined =>
  summary.outcomes.find(o => o.relation === relation)?.outcome;

const song = (track: number, tempo: number) => ({
  track_id: track,
  title: `Song ${track}`,
  artist_id: 1,
  artist_name: 'A',
  tempo,
});

describe('a build', () => {
  it('leaves everything alone when nothing has changed, and says so', () => {
    withLake(lake => {
      buildWorld(lake);
      const snapshots = lake.db.prepare('select count(*) from lake_snapshots').pluck().get();
      const again = build(lake);
      expect(again).toMatchObject({ snapshotId: null, built: 0, unchanged: relations().length });
      expect(lake.db.prepare('select count(*) from lake_snapshots').pluck().get()).toBe(snapshots);
    });
  });

  it('keeps the old relation when a check of severity error fails, and holds back what reads it', () => {
    withLake(lake => {
      buildWorld(lake);
      const before = dumpAll(lake);
      loadRows(lake, 'bronze_fact_listening_counts', [{ user_id: 1, track_id: 10, plays: 5 }]);
      breakChecksOf('silver_user_track_plays', () => {
        const summary = build(lake);
        expect(how(summary, 'silver_user_track_plays')).toBe('failed');
        expect(how(summary, 'silver_user_genres')).toBe('held_back');
        expect(how(summary, 'gold_user_insights')).toBe('held_back');
        expect(summary.failed).toBe(1);
        expect(dumpAll(lake)).toEqual(before);
        const failed = lake.db
          .prepare(`select relation, rows_failed from lake_checks where passed = 0 and severity = 'error'`)
          .all();
        expect(failed).toMatchObject([{ relation: 'silver_user_track_plays', rows_failed: 1 }]);
      });
      const summary = build(lake);
      expect(how(summary, 'silver_user_track_plays')).toBe('incremental');
      expect(dumpAll(lake)).not.toEqual(before);
    });
  });

  it('finds the rows that break a key, in words, and keeps the old relation', () => {
    withLake(lake => {
      buildWorld(lake);
      const before = dump(lake, 'silver_follows');
      const broken = relations().find(relation => relation.name === 'silver_follows')!;
      const [sql, sha256] = [broken.sql, broken.sha256];
      Object.assign(broken, {
        sql: 'select follower_id, followee_id, followed_at as followed_on from bronze_graph_user_follows',
        sha256: 'broken',
      });
      const summary = build(lake);
      Object.assign(broken, { sql, sha256 });
      const outcome = summary.outcomes.find(o => o.relation === 'silver_follows');
      expect(outcome?.outcome).toBe('failed');
      expect(outcome?.failedChecks.find(check => check.kind === 'key')).toMatchObject({ rowsFailed: 2 });
      expect(outcome?.failedChecks.find(check => check.kind === 'key')?.sample).toContain('"follower_id":1');
      expect(dump(lake, 'silver_follows')).toEqual(before);
    });
  });

  it('goes on where it was cancelled', () => {
    withLake(lake => {
      loadRows(lake, 'bronze_dim_songs', [song(1, 100)]);
      const token = cancelToken();
      const seen: string[] = [];
      const stopping = quietContext({
        cancel: token,
        progress: ({ stage }) => {
          seen.push(stage);
          if (stage === 'build silver_dim_artists') token.request();
        },
      });
      expect(() => buildLakehouse(lake, {}, stopping)).toThrow('cancelled');
      expect(seen).toContain('build silver_dim_artists');
      const summary = build(lake);
      expect(how(summary, 'silver_dim_songs')).toBe('unchanged');
      expect(summary.built).toBeGreaterThan(20);
    });
  });

  it('removes what a killed build left beside', () => {
    withLake(lake => {
      lake.db.exec('create table lake_beside_silver_follows (x)');
      build(lake);
      const left = lake.db.prepare(`select name from sqlite_schema where name like 'lake_beside%'`).all();
      expect(left).toEqual([]);
    });
  });

  it('builds the named relations and what they read, and nothing else', () => {
    withLake(lake => {
      const summary = buildLakehouse(lake, { relations: ['silver_dim_artists'] }, quietContext());
      expect(summary.outcomes.map(o => o.relation)).toEqual([
        'silver_inline_tracks',
        'silver_dim_songs',
        'silver_dim_artists',
      ]);
      expect(() => buildLakehouse(lake, { relations: ['silver_dim_artist'] }, quietContext())).toThrow(
        'did you mean silver_dim_artists',
      );
    });
  });

  it('does not build again what reads a relation whose rows came out the same', () => {
    withLake(lake => {
      loadRows(lake, 'bronze_dim_songs', [song(1, 100)]);
      build(lake);
      loadRows(lake, 'bronze_dim_songs', [song(1, 100)]);
      const summary = build(lake);
      expect(summary.outcomes.find(o => o.relation === 'silver_dim_songs')?.reason).toContain('came out the same');
      expect(how(summary, 'silver_dim_artists')).toBe('unchanged');
    });
  });

  it('notes in its snapshot which loads and builds each relation was made from', () => {
    withLake(lake => {
      buildWorld(lake);
      const detail = lake.db.prepare(`select detail from lake_snapshots where kind = 'build'`).pluck().get() as string;
      const { relations: made } = JSON.parse(detail) as {
        relations: Record<string, { bronze: Record<string, { loads: number[] }> }>;
      };
      expect(made['silver_follows']?.bronze['bronze_graph_user_follows']?.loads).toHaveLength(1);
    });
  });
});

describe('checks', () => {
  it('pass on a built lakehouse, and are recorded', () => {
    withLake(lake => {
      buildWorld(lake);
      const summary = runChecks(lake, {}, quietContext());
      expect(summary).toMatchObject({ failed: 0, relations: relations().length });
      const ofHeaders = summary.results.filter(({ kind }) => !kind.includes('.'));
      expect(ofHeaders.length).toBeGreaterThan(60);
      expect(ofHeaders.filter(({ passed }) => !passed)).toEqual([]);
    });
  });

  it('fail on a row that was changed behind the build, and show it', () => {
    withLake(lake => {
      buildWorld(lake);
      lake.db.exec(`update silver_user_track_plays set skips = plays + 1 where user_id = 1 and track_id = 10`);
      const { results } = runChecks(lake, { relations: ['silver_user_track_plays'] }, quietContext());
      const [failed, ...others] = results.filter(result => !result.passed);
      expect(others).toEqual([]);
      expect(failed).toMatchObject({ kind: 'expect', rowsFailed: 1, severity: 'error' });
      expect(failed?.sample).toContain('"track_id":10');
    });
  });

  it('notice a play that went missing between bronze and silver', () => {
    withLake(lake => {
      buildWorld(lake);
      lake.db.exec('delete from silver_plays where listen_id = 3');
      const { results } = runChecks(lake, { relations: ['silver_plays'] }, quietContext());
      expect(results.filter(result => !result.passed).map(result => result.kind)).toEqual(['rows_like']);
    });
  });
});

describe('the order of relations', () => {
  const relation = (name: string, from: string) =>
    parseRelation(name, `-- One row for each thing.\n-- @view\nselect * from ${from}`);

  it('puts inputs first', () => {
    const ordered = inBuildOrder([relation('gold_a', 'silver_b'), relation('silver_b', 'bronze_dim_users')]);
    expect(ordered.map(({ name }) => name)).toEqual(['silver_b', 'gold_a']);
  });

  it('refuses a circle and names it', () => {
    const circle = [relation('silver_a', 'silver_b'), relation('silver_b', 'silver_a')];
    expect(() => inBuildOrder(circle)).toThrow('silver_a → silver_b → silver_a');
  });

  it('reads names outside of comments and quoted text', () => {
    expect(namesIn(`-- silver_a\nselect 'silver_b' from silver_c /* silver_d */`)).toEqual(['silver_c']);
  });

  it('says where a header is not understood', () => {
    const sql = '-- One row for each thing.\n-- @key a\n-- @colums a any\nselect 1 as a';
    expect(() => parseRelation('silver_a', sql)).toThrow('silver_a.sql:3: unknown directive @colums');
  });
});

/** Runs `body` while a relation has an expectation that the merged row (8 plays) does not meet. */
function breakChecksOf(name: string, body: () => void): void {
  const { checks } = relations().find(relation => relation.name === name)!.header;
  checks.push({ kind: 'expect', severity: 'error', expression: 'plays <> 8 or user_id <> 1' });
  try {
    body();
  } finally {
    checks.pop();
  }
}
