import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../../src/shared/domain/anomaly.ts';
import { latencies } from '../../../src/shared/domain/latencies.ts';
import { rate } from '../../../src/worker/observe/rate.ts';

const marked = (values: number[]): number[] => judge(values).flatMap(({ anomaly }, at) => (anomaly ? [at] : []));

test('the score is the published one', () => {
  // median 5, deviations 4 3 2 1 0 1 2 3 4 → MAD 2; 0.6745 (12 − 5) / 2
  const scores = judge([1, 2, 3, 4, 5, 6, 7, 8, 9, 12]);
  expect(scores[9]).toMatchObject({ expected: 5, anomaly: false });
  expect(scores[9]!.score).toBeCloseTo(2.36075, 5);
  expect(judge([1, 2, 3, 4, 5, 6, 7, 8, 9, 16])[9]!.anomaly).toBe(true);
});

test('a week that drops out is marked, and so is the next that does, which a mean would hide', () => {
  const weeks = [100, 104, 98, 101, 97, 103, 99, 102, 12, 100, 98, 9, 101];
  expect(marked(weeks)).toEqual([8, 11]);
});

test('a lasting change of level is marked at its beginning and then becomes what is expected', () => {
  const level = [...Array<number>(12).fill(50), ...Array<number>(12).fill(150)];
  expect(marked(level)[0]).toBe(12);
  expect(marked(level).at(-1)).toBeLessThan(20);
});

test('the first values, a ripple on a constant and a steady growth are not marked', () => {
  expect(marked([1, 500, 2, 900, 3])).toEqual([]);
  expect(marked([...Array<number>(10).fill(1000), 1040])).toEqual([]);
  expect(marked(Array.from({ length: 40 }, (_, n) => 1000 * 1.01 ** n))).toEqual([]);
  expect(marked([0, 0, 0, 0, 0, 0, 0.02])).toEqual([6]);
});

test('quantiles of counted durations are within a tenth of the true ones', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.11, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }), values => {
      const times = latencies();
      values.forEach(times.record);
      const sorted = values.toSorted((a, b) => a - b);
      for (const q of [0.5, 0.95, 0.99, 1]) {
        const exact = sorted[Math.ceil(q * values.length) - 1]!;
        expect(times.quantile(q)).toBeGreaterThanOrEqual(exact * 0.9999);
        expect(times.quantile(q)).toBeLessThanOrEqual(exact * 1.1001);
      }
      expect(times.within(2e9)).toBe(values.length);
    }),
  );
});

test('a rate is that of the last minute', () => {
  let second = 0;
  const events = rate(() => second);
  events.add(50);
  expect(events.perSecond()).toBe(50);
  second = 9;
  events.add(50);
  expect(events.perSecond()).toBe(10);
  second = 65;
  expect(events.perSecond()).toBeCloseTo(50 / 60);
  second = 200;
  expect(events.perSecond()).toBe(0);
});
