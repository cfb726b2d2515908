import { describe, expect, it } from 'vitest';
import { cancelToken } from '../../../src/worker/jobs/context.ts';
import { fitAls } from '../../../src/worker/matrix/als/fit.ts';
import { type AlsOptions, type Factors, fitAlsPlain } from '../../../src/worker/matrix/als/fit-plain.ts';
import { withCompute } from '../../../src/worker/matrix/compute/compute.ts';
import { rowRegularization } from '../../../src/worker/matrix/als/row-system.ts';
import { columnCounts, type Csr, csrFromPairs, rowCounts, rowOf } from '../../../src/worker/matrix/csr.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';

const options = (more: Partial<AlsOptions> = {}): AlsOptions => ({
  dimensions: 6,
  epochs: 20,
  regularization: 0.05,
  regularizationExponent: 1,
  unobservedWeight: 0.1,
  stddev: 0.1,
  seed: 7,
  cancel: cancelToken(),
  ...more,
});

/** Two groups of users, each with its own items, and some noise; values 1 to 3. */
const pairs: Csr = (() => {
  const random = seededRandom(5);
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  for (let pair = 0; pair < 900; pair += 1) {
    const user = random.below(60);
    row.push(user);
    column.push(random.next() < 0.1 ? random.below(40) : (user % 2) * 20 + random.below(20));
    value.push(1);
  }
  return csrFromPairs({ rows: 61, columns: 40, row, column, value });
})();

describe('implicit ALS', () => {
  it.each([
    ['scaled by frequency', {}],
    [
      'the same for all rows, in the loss of Hu, Koren and Volinsky',
      { regularizationExponent: 0, unobservedWeight: 1, targetExtra: 1, regularization: 0.5 },
    ],
  ])('with kernels predicts what exact solves predict, regularization %s', async (_name, more) => {
    const chosen = options(more);
    const reference = predictions(fitAlsPlain(pairs, chosen), 6);
    const fast = predictions(await withCompute({ threads: 2 }, compute => fitAls(pairs, chosen, compute)), 6);
    const worst = fast.reduce((most, value, i) => Math.max(most, Math.abs(value - reference[i]!)), 0);
    expect(worst).toBeLessThan(0.01);
  });

  it('with one block for all dimensions predicts what exact solves predict', async () => {
    const reference = predictions(fitAlsPlain(pairs, options()), 6);
    const blocks = await withCompute({ threads: 2 }, compute => fitAls(pairs, options({ block: 8 }), compute));
    const worst = predictions(blocks, 6).reduce((most, value, i) => Math.max(most, Math.abs(value - reference[i]!)), 0);
    expect(worst).toBeLessThan(0.001);
  });

  it.each([8, 16])('by blocks of %i of 30 dimensions ends at the loss of exact solves', async block => {
    const chosen = options({ dimensions: 30, epochs: 40 });
    const exact = lossOf(fitAlsPlain(pairs, chosen), 30);
    const after = async (epochs: number) =>
      lossOf(await withCompute({ threads: 2 }, compute => fitAls(pairs, { ...chosen, epochs, block }, compute)), 30);
    const [few, many] = [await after(2), await after(40)];
    expect(many).toBeLessThan(1.002 * exact);
    expect(few).toBeGreaterThan(1.01 * many);
  });

  it.each([{}, { dimensions: 30, block: 16 }])(
    'gives the same bits on one and two threads, and twice in a row: %o',
    async more => {
      const fit = (threads: number) => withCompute({ threads }, compute => fitAls(pairs, options(more), compute));
      const once = await fit(1);
      expect(await fit(2)).toEqual(once);
      expect(await fit(2)).toEqual(once);
      expect(
        await withCompute({ threads: 1 }, compute => fitAls(pairs, options({ ...more, seed: 8 }), compute)),
      ).not.toEqual(once);
    },
  );

  it('leaves a row without pairs at nothing', async () => {
    const { users } = await withCompute({ threads: 1 }, compute => fitAls(pairs, options(), compute));
    expect([...users.subarray(60 * 6)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('stops between chunks when cancelled', async () => {
    const cancel = cancelToken();
    const fit = withCompute({ threads: 2 }, compute =>
      fitAls(pairs, options({ epochs: 1000, cancel, onEpoch: done => done === 2 && cancel.request() }), compute),
    );
    await expect(fit).rejects.toThrow('cancelled');
  });
});

/** Σ over all pairs of weight·(target - prediction)², plus the regularization of all rows. */
function lossOf(factors: Factors, d: number): number {
  const { unobservedWeight } = options();
  const said = predictions(factors, d);
  let loss = said.reduce((sum, value) => sum + unobservedWeight * value * value, 0);
  for (let user = 0; user < pairs.rows; user += 1) {
    const { indices, values } = rowOf(pairs, user);
    indices.forEach((item, at) => (loss += (values?.[at] ?? 1) * (1 - said[user * pairs.columns + item]!) ** 2));
  }
  for (const [side, counts, others] of [
    [factors.users, rowCounts(pairs), pairs.columns],
    [factors.items, columnCounts(pairs), pairs.rows],
  ] as const)
    counts.forEach((count, row) => {
      for (const value of side.subarray(row * d, row * d + d))
        loss += rowRegularization(options(), count, others) * value * value;
    });
  return loss;
}

function predictions({ users, items }: Factors, d: number): number[] {
  const result: number[] = [];
  for (let user = 0; user < users.length / d; user += 1)
    for (let item = 0; item < items.length / d; item += 1) {
      let sum = 0;
      for (let i = 0; i < d; i += 1) sum += users[user * d + i]! * items[item * d + i]!;
      result.push(sum);
    }
  return result;
}
