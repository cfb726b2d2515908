import { at, chunkEnd } from './lanes';

/**
 * The k most similar other rows of each sparse row of a chunk, by dot product (`norms` 0) or cosine with shrink.
 * `column…` is the transposed matrix. Row r's neighbours go to outIndices[r·k …] ascending, with their similarities
 * beside them and their number in outCounts[r]. Ties at the border go to the lower index. Scratch holds
 * 2 · rows + 2 · k words.
 */
export function nearestRows(
  chunk: i32,
  scratch: usize,
  indptr: usize,
  indices: usize,
  values: usize,
  columnIndptr: usize,
  columnIndices: usize,
  columnValues: usize,
  norms: usize,
  rows: i32,
  k: i32,
  shrink: f32,
  outIndices: usize,
  outValues: usize,
  outCounts: usize,
  chunkRows: i32,
): void {
  const dots = scratch;
  const touched = at(dots, rows);
  const heapScores = at(touched, rows);
  const heapRows = at(heapScores, k);
  const end = chunkEnd(chunk, chunkRows, rows);
  memory.fill(dots, 0, (<usize>rows) << 2);
  for (let row = chunk * chunkRows; row < end; row += 1) {
    let count = 0;
    const last = load<i32>(at(indptr, row), 4);
    for (let i = load<i32>(at(indptr, row)); i < last; i += 1) {
      const column = load<i32>(at(indices, i));
      const weight: f32 = values === 0 ? 1 : load<f32>(at(values, i));
      const columnEnd = load<i32>(at(columnIndptr, column), 4);
      for (let j = load<i32>(at(columnIndptr, column)); j < columnEnd; j += 1) {
        const other = load<i32>(at(columnIndices, j));
        const product: f32 = columnValues === 0 ? weight : weight * load<f32>(at(columnValues, j));
        if (product === 0) continue;
        const before = load<f32>(at(dots, other));
        if (before === 0) {
          store<i32>(at(touched, count), other);
          count += 1;
        }
        store<f32>(at(dots, other), before + product);
      }
    }
    const norm: f32 = norms === 0 ? 0 : load<f32>(at(norms, row));
    let size = 0;
    for (let t = 0; t < count; t += 1) {
      const other = load<i32>(at(touched, t));
      let score = load<f32>(at(dots, other));
      store<f32>(at(dots, other), 0);
      if (other === row) continue;
      if (norms !== 0) score = score / (norm * load<f32>(at(norms, other)) + shrink);
      if (!(score > 0)) continue;
      if (size < k) {
        siftUp(heapScores, heapRows, size, score, other);
        size += 1;
      } else if (better(score, other, load<f32>(heapScores), load<i32>(heapRows))) {
        siftDown(heapScores, heapRows, size, score, other);
      }
    }
    sortByRow(heapScores, heapRows, size);
    memory.copy(at(outIndices, row * k), heapRows, (<usize>size) << 2);
    memory.copy(at(outValues, row * k), heapScores, (<usize>size) << 2);
    store<i32>(at(outCounts, row), size);
  }
}

// @ts-ignore: decorator
@inline
function better(score: f32, row: i32, otherScore: f32, otherRow: i32): bool {
  return score > otherScore || (score === otherScore && row < otherRow);
}

// @ts-ignore: decorator
@inline
function move(scores: usize, rows: usize, from: i32, to: i32): void {
  store<f32>(at(scores, to), load<f32>(at(scores, from)));
  store<i32>(at(rows, to), load<i32>(at(rows, from)));
}

// @ts-ignore: decorator
@inline
function put(scores: usize, rows: usize, to: i32, score: f32, row: i32): void {
  store<f32>(at(scores, to), score);
  store<i32>(at(rows, to), row);
}

/** A heap with its worst entry at the root. */
function siftUp(scores: usize, rows: usize, size: i32, score: f32, row: i32): void {
  let place = size;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!better(load<f32>(at(scores, parent)), load<i32>(at(rows, parent)), score, row)) break;
    move(scores, rows, parent, place);
    place = parent;
  }
  put(scores, rows, place, score, row);
}

function siftDown(scores: usize, rows: usize, size: i32, score: f32, row: i32): void {
  let place = 0;
  for (let child = 1; child < size; child = 2 * place + 1) {
    const left = load<f32>(at(scores, child));
    if (child + 1 < size) {
      const right = load<f32>(at(scores, child + 1));
      if (better(left, load<i32>(at(rows, child)), right, load<i32>(at(rows, child + 1)))) child += 1;
    }
    if (!better(score, row, load<f32>(at(scores, child)), load<i32>(at(rows, child)))) break;
    move(scores, rows, child, place);
    place = child;
  }
  put(scores, rows, place, score, row);
}

/** Shell sort by row: lists are short. */
function sortByRow(scores: usize, rows: usize, size: i32): void {
  for (let gap = size >> 1; gap > 0; gap = gap === 2 ? 1 : (gap * 5) / 11) {
    for (let i = gap; i < size; i += 1) {
      const score = load<f32>(at(scores, i));
      const row = load<i32>(at(rows, i));
      let place = i;
      while (place >= gap && load<i32>(at(rows, place - gap)) > row) {
        move(scores, rows, place - gap, place);
        place -= gap;
      }
      put(scores, rows, place, score, row);
    }
  }
}
