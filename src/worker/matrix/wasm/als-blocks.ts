import { cholesky, choleskySolve } from './cholesky';
import { at, chunkEnd, dot } from './lanes';
import { addTile } from './product-tile';

// One half of an iteration of implicit ALS by subspaces (iALS++: Rendle, Krichene, Zhang and Koren 2021): a row's
// dimensions are solved block after block, each exactly while the others stay.

/** Pairs whose block of factors is gathered at a time. */
const GATHERED: i32 = 64;

/**
 * For each row of a chunk and each of its blocks B of `block` dimensions: x_B -= H⁻¹·g, with
 * H = gram_BB + ridge·I + Σ w·y_B·y_Bᵀ and g = gram_B·x + ridge·x_B + Σ (w·ŷ - w - extra)·y_B. `gram` is the fixed side's
 * d × d Gram matrix times the unobserved weight. ŷ = y·x is kept in `predictions`, one for each pair. `values` 0 means
 * w = 1. `d` and `block` are multiples of 8. Scratch holds block² + (2·64 + 1)·block floats.
 */
export function alsBlocks(
  chunk: i32,
  scratch: usize,
  indptr: usize,
  indices: usize,
  values: usize,
  factors: usize,
  solved: usize,
  rows: i32,
  d: i32,
  gram: usize,
  ridges: usize,
  extra: f32,
  block: i32,
  predictions: usize,
  chunkRows: i32,
): void {
  const end = chunkEnd(chunk, chunkRows, rows);
  for (let row = chunk * chunkRows; row < end; row += 1) {
    const first = load<i32>(at(indptr, row));
    const count = load<i32>(at(indptr, row), 4) - first;
    const x = at(solved, 0) + ((<usize>row * <usize>d) << 2);
    if (count === 0) {
      memory.fill(x, 0, (<usize>d) << 2);
      continue;
    }
    const list = at(indices, first);
    const weights: usize = values === 0 ? 0 : at(values, first);
    const predicted = at(predictions, first);
    for (let j = 0; j < count; j += 1) store<f32>(at(predicted, j), dot(x, rowAt(list, j, factors, d), d));
    const ridge = load<f32>(at(ridges, row));
    for (let start = 0; start < d; start += block) {
      const size = d - start < block ? d - start : block;
      solveBlock(scratch, x, start, size, list, weights, predicted, count, factors, d, gram, ridge, extra);
    }
  }
}

// @ts-ignore: decorator
@inline
function rowAt(list: usize, j: i32, factors: usize, d: i32): usize {
  return factors + ((<usize>load<u32>(at(list, j)) * <usize>d) << 2);
}

function solveBlock(
  scratch: usize,
  x: usize,
  start: i32,
  size: i32,
  list: usize,
  weights: usize,
  predicted: usize,
  count: i32,
  factors: usize,
  d: i32,
  gram: usize,
  ridge: f32,
  extra: f32,
): void {
  const h = scratch;
  const g = at(h, size * size);
  const plain = at(g, size);
  const weighted = at(plain, GATHERED * size);
  const bytes = (<usize>size) << 2;
  for (let i = 0; i < size; i += 1) {
    const from = at(gram, (start + i) * d);
    memory.copy(at(h, i * size), at(from, start), bytes);
    store<f32>(at(h, i * size + i), load<f32>(at(h, i * size + i)) + ridge);
    store<f32>(at(g, i), dot(from, x, d) + ridge * load<f32>(at(x, start + i)));
  }
  for (let first = 0; first < count; first += GATHERED) {
    const many = count - first < GATHERED ? count - first : GATHERED;
    for (let j = 0; j < many; j += 1) {
      const y = at(rowAt(list, first + j, factors, d), start);
      const w: f32 = weights === 0 ? 1 : load<f32>(at(weights, first + j));
      const pull = f32x4.splat(w * load<f32>(at(predicted, first + j)) - w - extra);
      const weight = f32x4.splat(w);
      const to = at(plain, j * size);
      const toWeighted = at(weighted, j * size);
      for (let i: usize = 0; i < bytes; i += 16) {
        const value = v128.load(y + i);
        v128.store(to + i, value);
        v128.store(toWeighted + i, f32x4.mul(weight, value));
        v128.store(g + i, f32x4.add(v128.load(g + i), f32x4.mul(pull, value)));
      }
    }
    for (let i = 0; i < size; i += 4) for (let j = i & ~7; j < size; j += 8) addTile(h, size, i, j, plain, weighted, many);
  }
  cholesky(h, size);
  choleskySolve(h, size, g);
  const place = at(x, start);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(place + i, f32x4.sub(v128.load(place + i), v128.load(g + i)));
  if (start + size === d) return; // nobody asks for the predictions after the last block
  for (let j = 0; j < count; j += 1) {
    const place = at(predicted, j);
    store<f32>(place, load<f32>(place) - dot(at(rowAt(list, j, factors, d), start), g, size));
  }
}
