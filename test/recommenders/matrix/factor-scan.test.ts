import { describe, expect, it } from 'vitest';
import { FactorScan } from '../../../src/worker/matrix/factor-scan.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';

const [ROWS, D] = [203, 13];
const random = seededRandom(3);
const factors = Float32Array.from({ length: ROWS * D }, () => random.normal());
const vectors = Float32Array.from({ length: 7 * D }, () => random.normal());
const scan = new FactorScan(factors, D);

const row = (matrix: Float32Array, at: number): Float32Array => matrix.subarray(at * D, (at + 1) * D);

function dotOf(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

describe('a scan of factors', () => {
  it('finds every dot product', () => {
    const scores = new Float32Array(ROWS);
    scan.dots(row(vectors, 0), scores);
    for (let at = 0; at < ROWS; at += 1) expect(scores[at]).toBeCloseTo(dotOf(row(factors, at), row(vectors, 0)), 4);
  });

  it('gives many vectors together the bits that each has alone', () => {
    const together = new Float32Array(7 * ROWS);
    scan.dotsOfMany(vectors, together);
    const alone = new Float32Array(ROWS);
    for (let v = 0; v < 7; v += 1) {
      scan.dots(row(vectors, v), alone);
      expect(together.slice(v * ROWS, (v + 1) * ROWS)).toEqual(alone);
    }
  });

  it('finds cosines with a row', () => {
    const scores = new Float32Array(ROWS);
    scan.cosines(9, scores);
    const length = (at: number): number => Math.hypot(...row(factors, at));
    for (let at = 0; at < ROWS; at += 1)
      expect(scores[at]).toBeCloseTo(dotOf(row(factors, at), row(factors, 9)) / (length(at) * length(9)), 5);
  });
});
