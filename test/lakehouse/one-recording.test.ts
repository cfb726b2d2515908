import { expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { readItems } from '../../src/worker/recommenders/dataset/read-items.ts';
import { readFeedback } from '../../src/worker/recommenders/serving/feedback.ts';
import { withLake } from './support/lake.ts';
import { forgetLoad, loadRows } from './support/load.ts';

it('counts a recording that stands under two ids as one track, everywhere, and as two again when a person splits it', () => {
  withLake(lake => {
    const [own, other] = ['lastfm:t1', 'spotify:track:t1'];
    const song = { title: 'Blue in Green', artist_name: 'Miles Davis', isrc: 'USSM15900115' };
    loadRows(lake, 'bronze_dim_songs', [
      { ...song, track_id: own, genre: 'jazz' },
      { ...song, track_id: other },
    ]);
    loadRows(lake, 'bronze_bridge_playlist_tracks', [
      { playlist_id: 1, track_id: own, position: 1 },
      { playlist_id: 1, track_id: other, position: 2 },
    ]);
    const play = { user_id: 1, ms_played: 300_000 };
    loadRows(lake, 'bronze_fact_listening_events', [
      { ...play, track_id: own, played_at: '2024-03-05T10:00:00Z' },
      { ...play, track_id: other, played_at: '2024-03-06T10:00:00Z' },
    ]);
    loadRows(lake, 'bronze_fact_listening_counts', [{ user_id: 2, track_id: other, plays: 5 }]);
    const counted = (): unknown => {
      buildLakehouse(lake, {}, quietContext());
      const all = (sql: string): unknown => lake.db.prepare(sql).raw().all();
      return [
        all('select user_id, track_id, plays from silver_user_track_plays order by 1, 2'),
        all('select track_id, sum(plays) from silver_weekly_tracks group by 1 order by 1'),
        all('select track_id, position from silver_playlist_tracks order by 2'),
      ];
    };
    const asOne = [[[1, own, 2], [2, own, 5]], [[own, 2]], [[own, 1]]]; // prettier-ignore
    expect(counted()).toEqual(asOne);
    const split = loadRows(lake, 'bronze_track_decisions', [
      { track_id: own, other_track_id: other, decision: 'different', decided_at: '2024-04-01T00:00:00Z' },
    ]);
    expect(counted()).toEqual([
      [[1, own, 1], [1, other, 1], [2, other, 5]], // prettier-ignore
      [[own, 1], [other, 1]], // prettier-ignore
      [[own, 1], [other, 2]], // prettier-ignore
    ]);
    forgetLoad(lake, split);
    expect(counted()).toEqual(asOne);
  });
});

it('offers and judges a recording under one id: items, tags, feedback', () => {
  withLake(lake => {
    const [own, other] = ['lastfm:t1', 'spotify:track:t1'];
    const song = { title: 'Blue in Green', artist_name: 'Miles Davis', isrc: 'USSM15900115' };
    loadRows(lake, 'bronze_dim_songs', [
      { ...song, track_id: own, genre: 'jazz' },
      { ...song, track_id: other },
    ]);
    loadRows(lake, 'bronze_fact_tag_assignments', [{ track_id: other, tag_id: 'cool', user_id: 1 }]);
    loadRows(lake, 'bronze_feedback_events', [
      { user_id: 1, track_id: other, feedback: 'hide', given_at: '2024-03-05T10:00:00Z' },
    ]);
    buildLakehouse(lake, {}, quietContext());
    expect(readItems(lake, null).items.ids).toEqual([own]);
    expect(lake.db.prepare('select track_id, tag from silver_track_tags').raw().all()).toEqual([[own, 'cool']]);
    expect(readFeedback(lake)(1)).toEqual([own]);
  });
});
