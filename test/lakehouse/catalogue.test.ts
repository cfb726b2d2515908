import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bronzeRelations } from '../../src/worker/lakehouse/bronze.ts';
import { describeRelations } from '../../src/worker/lakehouse/catalogue.ts';
import { relations } from '../../src/worker/lakehouse/relations.ts';
import { projectFile } from '../../src/worker/project-file.ts';
import { withLake } from './support/lake.ts';
import { buildWorld } from './support/world.ts';

const REQUIRED = {
  bronze:
    'dim_users dim_songs dim_playlists bridge_playlist_tracks graph_user_follows fact_listening_events recommendation_events feedback_events',
  silver:
    'dim_users dim_songs dim_artists dim_genres listens weekly_trending_tracks song_similarity_by_playlist song_transitions user_taste recommendation_counts',
  gold: 'top_artists_by_month genre_popularity_by_week track_lifecycle user_insights listening_heatmap retention_by_cohort recommendation_effectiveness',
};

describe('the catalogue', () => {
  it('has every relation that is part of the product', () => {
    const names = [...bronzeRelations(), ...relations()].map(relation => relation.name);
    const required = Object.entries(REQUIRED).flatMap(([layer, list]) =>
      list.split(' ').map(name => `${layer}_${name}`),
    );
    expect(names).toEqual(expect.arrayContaining(required));
  });

  it('is the same list as docs/relations.md', () => {
    const documented = [...readFileSync(projectFile('docs/relations.md'), 'utf8').matchAll(/^### `(\w+)`$/gm)].map(
      m => m[1],
    );
    const names = [...bronzeRelations(), ...relations()].map(relation => relation.name);
    expect(documented.toSorted()).toEqual(names.toSorted());
  });

  it('says of a relation what it is, what it holds, and how fresh it is', () => {
    withLake(lake => {
      buildWorld(lake);
      const trending = describeRelations(lake).find(relation => relation.name === 'silver_weekly_trending_tracks');
      expect(trending).toMatchObject({
        layer: 'silver',
        kind: 'table',
        key: ['week_end', 'track_id'],
        covers: { first: '2009-05-05', last: '2025-01-14' },
        built: { rows: 10, mode: 'full', isCurrentSql: true },
        checks: { failed: 0, warned: 0 },
        reads: ['silver_dim_dates', 'silver_listens'],
      });
      expect(trending?.bytes).toBeGreaterThan(0);
      const listens = describeRelations(lake).find(relation => relation.name === 'silver_listens');
      expect(listens?.readBy).toContain('silver_user_track_plays');
      expect(listens?.columns.map(column => column.name)).toContain('played_at');
    });
  });

  it('describes an empty lakehouse as not built', () => {
    withLake(lake => expect(describeRelations(lake).every(relation => relation.built === null)).toBe(true));
  });
});
