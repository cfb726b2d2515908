import { describe, expect, it, test } from 'vitest';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { Compute } from '../../../src/worker/matrix/compute/compute.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { batchesOf, type Batch } from '../../../src/worker/recommenders/next-track/sasrec/batches.ts';
import { fitSasrec, type SasrecContext } from '../../../src/worker/recommenders/next-track/sasrec/fit.ts';
import { negativesBy } from '../../../src/worker/recommenders/next-track/sasrec/negatives.ts';
import { sasrecParams } from '../../../src/worker/recommenders/next-track/sasrec/params.ts';
import { sasrecScorer } from '../../../src/worker/recommenders/next-track/sasrec/score.ts';
import { Trainer, type TrainingState } from '../../../src/worker/recommenders/next-track/sasrec/trainer.ts';
import { sessionsOf, type Sessions } from '../../../src/worker/recommenders/next-track/sessions.ts';

const ITEMS = 24;
const small = sasrecParams.parse({ dimensions: 8, maxLength: 6, batchTracks: 40, epochs: 4, negatives: 0, scale: 4 });

/** Walks around a ring: after a track comes the next one, or the one after it. */
function ring(count: number, longest = 6): Sessions {
  const random = seededRandom(5);
  return sessionsOf(
    Array.from({ length: count }, () => {
      const session = [random.below(ITEMS)];
      const length = 2 + random.below(longest - 1);
      while (session.length < length) session.push(((session.at(-1) ?? 0) + 1 + random.below(2)) % ITEMS);
      return session;
    }),
    ITEMS,
  );
}

const context = (overrides: Partial<SasrecContext> = {}): SasrecContext => ({
  ...quietContext(),
  seed: 3,
  threads: 1,
  ...overrides,
});

describe('gradients agree with differences of the loss', () => {
  const batch: Batch = batchesOf(ring(12, 9), 40, small.maxLength, 1).next().value!;

  it.each([
    { what: 'the full cross-entropy', change: {} },
    { what: 'dropout', change: { dropout: 0.3 } },
    { what: 'sampled tracks', change: { negatives: 10, dropout: 0 } },
    { what: 'one layer, one head', change: { blocks: 1, heads: 1, dropout: 0 } },
  ])('with $what', ({ change }) => {
    const params = { ...small, dropout: 0, ...change };
    const trainer = new Trainer(new Compute({ threads: 1, plain: true }), ring(12, 9), params, 7);
    // away from the start, where shifts and nearness are 0 and gains 1
    const random = seededRandom(8);
    const { value, slope } = trainer.network.dense;
    value.forEach((weight, i) => (value[i] = weight + 0.2 * random.normal()));
    trainer.lossAndSlopes(batch);
    const denseSlopes = slope.slice();
    const itemSlopes = new Float32Array(trainer.items.length);
    trainer.eachItemSlope((item, slopes) => itemSlopes.set(slopes, item * params.dimensions));

    const { network } = trainer;
    const parts = {
      items: { weights: trainer.items, slopes: itemSlopes },
      positions: part(network.positions),
      last: part(network.last.gain),
      ...Object.fromEntries(
        network.blocks.flatMap((block, b) =>
          Object.entries({
            norm: block.beforeAttention.gain,
            normShift: block.beforeFeed.shift,
            project: block.project.weight,
            projectShift: block.project.shift,
            nearness: block.nearness,
            join: block.join.weight,
            widen: block.widen.weight,
            narrow: block.narrow.weight,
            narrowShift: block.narrow.shift,
          }).map(([name, tensor]) => [`${name} ${b}`, part(tensor)]),
        ),
      ),
    };
    for (const [name, { weights, slopes }] of Object.entries(parts)) {
      const way = Float32Array.from(weights, () => random.normal());
      const along = slopes.reduce((sum, each, i) => sum + each * way[i]!, 0);
      const start = weights.slice();
      const lossAt = (step: number): number => {
        weights.forEach((_, i) => (weights[i] = start[i]! + step * way[i]!));
        return trainer.lossAndSlopes(batch);
      };
      const difference = (lossAt(1e-3) - lossAt(-1e-3)) / 2e-3;
      weights.set(start);
      expect(Math.abs(along - difference), `${name}: ${along} and ${difference}`).toBeLessThan(
        0.03 * Math.abs(difference) + 3e-3,
      );
      // the check can fail: half the slope is not the slope
      if (Math.abs(difference) > 0.05)
        expect(Math.abs(along / 2 - difference)).toBeGreaterThan(0.03 * Math.abs(difference) + 3e-3);
    }

    function part(tensor: { value: Float32Array; slope: Float32Array }) {
      return {
        weights: tensor.value,
        slopes: denseSlopes.subarray(offset(tensor), offset(tensor) + tensor.value.length),
      };
    }
    function offset(tensor: { slope: Float32Array }): number {
      return (tensor.slope.byteOffset - slope.byteOffset) / 4;
    }
  });
});

test('it learns what follows, with the whole catalogue and with a sample of it', async () => {
  for (const negatives of [0, 8]) {
    const model = await fitSasrec(
      ring(400),
      { ...small, negatives, epochs: 20, learningRate: 0.01, dropout: 0.1 },
      context(),
    );
    const scorer = sasrecScorer(model);
    for (const [last, nexts] of [
      [3, [4, 5]],
      [23, [0, 1]],
    ] as const) {
      const scores = new Float32Array(ITEMS);
      scorer([last - 1, last], 2, scores);
      const best = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, 2);
      expect(best.sort((a, b) => a - b)).toEqual([...nexts]);
    }
  }
});

test('a seed gives the same bits on one thread and two, and after an interruption; another seed others', async () => {
  const sessions = ring(60);
  const params = { ...small, negatives: 12, epochs: 3, dropout: 0.2 };
  const whole = await fitSasrec(sessions, params, context());
  expect(await fitSasrec(sessions, params, context({ threads: 2 }))).toEqual(whole);

  let held: TrainingState | null = null;
  const interrupted = context({
    checkpoint: {
      load: () => held,
      save: state => {
        held = structuredClone({ ...state });
        if (state.epoch === 2) throw new Error('the power went');
      },
    },
  });
  await expect(fitSasrec(sessions, params, interrupted)).rejects.toThrow('the power went');
  expect(held).toMatchObject({ epoch: 2 });
  const resumed = await fitSasrec(sessions, params, context({ checkpoint: { load: () => held, save: () => {} } }));
  expect(resumed).toEqual(whole);

  const other = await fitSasrec(sessions, params, context({ seed: 4 }));
  expect(other.items).not.toEqual(whole.items);
});

test('drawn tracks stand for the whole catalogue: their weights sum to it on average', () => {
  const plays = [1, 4, 9, 100, 0, 16];
  const draw = negativesBy(plays, 4, 0.5, new Float32Array(4));
  const random = seededRandom(1);
  const sums = new Float64Array(plays.length);
  const rounds = 4000;
  for (let round = 0; round < rounds; round += 1) {
    const { items, count, offsets } = draw(random);
    for (let i = 0; i < count; i += 1) sums[items[i]!]! += Math.exp(offsets[i]!) / rounds;
  }
  sums.forEach(sum => expect(sum).toBeGreaterThan(0.85));
  sums.forEach(sum => expect(sum).toBeLessThan(1.15));
});

test('what comes later changes nothing, and tracks that were never seen are passed over', async () => {
  const model = await fitSasrec(ring(60), { ...small, epochs: 1 }, context());
  const scorer = sasrecScorer(model);
  const scoresOf = (heard: number[], length: number): number[] => {
    const scores = new Float32Array(ITEMS + 3);
    scorer(heard, length, scores);
    return [...scores];
  };
  expect(scoresOf([1, 2, 9, 9], 2)).toEqual(scoresOf([1, 2], 2));
  expect(scoresOf([1, ITEMS + 2, 2], 3)).toEqual(scoresOf([1, 2], 2));
  expect(scoresOf([ITEMS + 1], 1)).toEqual(new Array(ITEMS + 3).fill(0));
});
