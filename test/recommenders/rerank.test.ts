import { expect, test } from 'vitest';
import { rankItems } from '../../src/worker/recommenders/serving/rank.ts';
import { rerank } from '../../src/worker/recommenders/serving/rerank.ts';
import { checkerboard, ITEMS } from './support/checkerboard.ts';

const board = checkerboard(); // artist = item % 6, genre = item % 2
const scores = Float32Array.from({ length: ITEMS }, (_, item) => 1 - item / 100 + (item % 2 === 0 ? 1 : 0));
const pool = rankItems(scores, 20, board.items.artist);
const evens = Int32Array.of(0, 2, 4);
const mixed = Int32Array.of(0, 2, 1, 3);
const genres = (list: number[]): number => list.filter(item => item % 2 === 1).length;

test('without weights the order stays', () => {
  expect(rerank(pool, scores, 10, {}, evens, board)).toEqual(pool.slice(0, 10));
});

test('diversity keeps the best track first and spreads artists', () => {
  const list = rerank(pool, scores, 6, { diversity: 0.7 }, evens, board);
  expect(list[0]).toBe(pool[0]);
  expect(new Set(list.map(item => item % 6)).size).toBe(6);
  expect(new Set(pool.slice(0, 6).map(item => item % 6)).size).toBeLessThan(6);
});

test('calibration gives a listener of both genres both genres', () => {
  expect(genres(pool.slice(0, 10))).toBe(0);
  expect(genres(rerank(pool, scores, 10, { calibration: 0.95 }, mixed, board))).toBeGreaterThanOrEqual(4);
  expect(genres(rerank(pool, scores, 10, { calibration: 0.8 }, evens, board))).toBe(0);
});

test('an artist cap holds however deep it has to look', () => {
  const list = rankItems(scores, 6, board.items.artist, 1);
  expect(new Set(list.map(item => item % 6)).size).toBe(6);
  expect(rankItems(scores, 12, board.items.artist, 1)).toHaveLength(6);
});

test('masked tracks are never chosen, equal scores go by index', () => {
  const flat = new Float32Array(ITEMS).fill(1);
  flat[0] = -Infinity;
  expect(rankItems(flat, 3, board.items.artist)).toEqual([1, 2, 3]);
});
