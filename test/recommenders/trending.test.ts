import { expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { trending } from '../../src/worker/recommenders/trending.ts';
import { checkerboard, ITEMS } from './support/checkerboard.ts';

const DAY = 86_400;

/** Track 0 was played thrice ten days ago, track 1 twice six days ago, track 2 once today. */
async function scoresWith(params: object): Promise<number[]> {
  const board = checkerboard();
  const days = [10, 10, 10, 6, 6, 0];
  const events = {
    user: Int32Array.from(days, (_, at) => at),
    item: Int32Array.of(0, 0, 0, 1, 1, 2),
    at: Float64Array.from(days, day => (board.asOf - day) * DAY),
    msPlayed: new Int32Array(days.length).fill(180_000),
  };
  const context = { ...quietContext(), seed: 1, threads: 1 };
  const model = await trending.fit({ ...board, events }, trending.params.parse(params), context);
  const scores = new Float32Array(ITEMS);
  model.score({ kind: 'user', user: 0 }, scores);
  return [...scores.subarray(0, 4)];
}

test('plays fade with their half-life', async () => {
  const scores = await scoresWith({ halfLifeDays: 5 });
  [3 * 2 ** -2, 2 * 2 ** (-6 / 5), 1, 0].forEach((faded, item) =>
    expect(scores[item]).toBeCloseTo(Math.log1p(faded), 5),
  );
});

test('popular in the last 7 days counts these days alone, all alike', async () => {
  const scores = await scoresWith({ windowDays: 7, halfLifeDays: 1e9 });
  [0, 2, 1, 0].forEach((plays, item) => expect(scores[item]).toBeCloseTo(Math.log1p(plays), 5));
});
