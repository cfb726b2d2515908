import { expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { listLoads } from '../../src/worker/lakehouse/ledger.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { decideMatch } from '../../src/worker/resolve/decide.ts';
import { listMatches } from '../../src/worker/resolve/list-matches.ts';
import { withLake } from '../lakehouse/support/lake.ts';
import { buildWorld } from '../lakehouse/support/world.ts';

const ALL = { text: '', from: 0, limit: 100 };
const ONE = { trackId: 'spotify:track:one', otherTrackId: 10 };
const identity = (lake: Lakehouse): unknown =>
  lake.db.prepare('select track_id, canonical_track_id from silver_track_identity').raw().all();
const build = (lake: Lakehouse, full = false): void => void buildLakehouse(lake, { full }, quietContext());

test('a decision waits for the next build, outlives rebuilds, and can be taken back', () => {
  withLake(lake => {
    buildWorld(lake);
    expect(identity(lake)).toEqual([['spotify:track:one', 10]]);
    decideMatch(lake, { ...ONE, decision: 'different' }, quietContext());
    expect(listMatches(lake, { ...ALL, status: 'merged' })).toMatchObject({
      ...{ total: 1, waiting: 1 },
      rows: [{ waiting: 'different', track: { title: 'ONE (2011 Remaster)' }, other: { artist: 'The Ones' } }],
    });
    build(lake);
    expect(identity(lake)).toEqual([]);
    build(lake, true);
    expect(identity(lake)).toEqual([]);
    expect(listMatches(lake, ALL)).toMatchObject({ waiting: 0, counts: { merged: 0, split: 2, proposed: 1 } });
    decideMatch(lake, { trackId: '10', otherTrackId: ONE.trackId, decision: 'open' }, quietContext());
    build(lake);
    expect(identity(lake)).toEqual([['spotify:track:one', 10]]);
    expect(
      listLoads(lake)
        .filter(load => load.source === 'track-decisions')
        .map(load => load.rowsLoaded),
    ).toEqual([1, 1]);
  });
});

test('one that waits for a person is merged once they confirm it', () => {
  withLake(lake => {
    buildWorld(lake);
    decideMatch(lake, { trackId: 14, otherTrackId: 'spotify:track:five', decision: 'same' }, quietContext());
    build(lake);
    expect(identity(lake)).toContainEqual(['spotify:track:five', 14]);
    expect(listMatches(lake, { ...ALL, text: 'TRIO' }).rows).toMatchObject([
      { status: 'confirmed', canonicalTrackId: 14 },
    ]);
  });
});

test('a decision about a track that is not there, or about one track, is refused', () => {
  withLake(lake => {
    expect(listMatches(lake, ALL)).toMatchObject({ total: 0, rows: [] });
    expect(() => decideMatch(lake, { ...ONE, decision: 'same' }, quietContext())).toThrow('there are no tracks yet');
    buildWorld(lake);
    expect(() => decideMatch(lake, { ...ONE, otherTrackId: 'nope', decision: 'same' }, quietContext())).toThrow(
      'no track nope',
    );
    expect(() => decideMatch(lake, { trackId: 10, otherTrackId: '10', decision: 'same' }, quietContext())).toThrow(
      'two different tracks',
    );
  });
});
