import { describe, expect, it } from 'vitest';
import { generatedPairs } from './generated-pairs.ts';
import { judge } from './judge.ts';
import { labelledPairs } from './labelled-pairs.ts';
import { realTracks, whyNoTracks } from './real-tracks.ts';

const reason = whyNoTracks();
if (reason !== null) console.log(`skipped: ${reason}`);

describe('on labelled pairs, what is merged', () => {
  it.skipIf(reason !== null)(
    'is right in 98 % of the real ones, and 90 % of those that belong together are found',
    () => {
      const { precision, recall, pairs } = judge(realTracks(), labelledPairs());
      expect(pairs).toBeGreaterThan(400);
      expect(precision).toBeGreaterThanOrEqual(0.98);
      expect(recall).toBeGreaterThanOrEqual(0.9);
    },
  );

  it('is as good where other sources are made up', () => {
    const { tracks, pairs } = generatedPairs(1500, 7);
    const { precision, recall } = judge(tracks, pairs);
    expect(precision).toBeGreaterThanOrEqual(0.98);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  it('is judged by a measure that a careless resolver fails', () => {
    const { tracks, pairs } = generatedPairs(300, 8);
    const careless = tracks.map(track => ({ ...track, title: track.title.replace(/ [([-].*/, ''), durationMs: null }));
    expect(judge(careless, pairs).precision).toBeLessThan(0.8);
  });
});
