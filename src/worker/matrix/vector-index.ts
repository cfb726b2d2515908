import type { CancelToken } from '../jobs/context.ts';
import { Compute } from './compute/compute.ts';
import { FactorScan } from './factor-scan.ts';
import { seededRandom, shuffled } from './random.ts';
import { topK } from './top-k.ts';
import { listVectors, type VectorLists } from './vector-lists.ts';

/** Finds vectors near one of them by looking at the nearest lists alone: faster than a scan, and now and then wrong. */
export class VectorIndex {
  readonly lists: VectorLists;
  private readonly compute = new Compute({ threads: 1, scratchBytes: 4096 });
  private readonly stride: number;
  /** The vectors of length 1, list after list. */
  private readonly units: Float32Array;
  private readonly placeOf: Int32Array;
  private readonly centres: Float32Array;
  private readonly vector: Float32Array;
  private readonly toCentres: Float32Array;
  private readonly toMembers: Float32Array;

  /** @param lists those of an index that was built before over the same vectors */
  constructor(vectors: Float32Array, dimensions: number, from: VectorLists | { seed: number; cancel: CancelToken }) {
    const rows = vectors.length / dimensions;
    this.stride = Math.ceil(dimensions / 8) * 8;
    const units = this.compute.floats(rows * this.stride);
    for (let row = 0; row < rows; row += 1) setUnit(units, row * this.stride, vectors, row * dimensions, dimensions);
    this.lists = 'members' in from ? from : listVectors(this.compute, units, this.stride, from);
    this.units = this.compute.room(rows * this.stride);
    this.placeOf = new Int32Array(rows);
    this.lists.members.forEach((row, place) => {
      this.placeOf[row] = place;
      this.units.set(units.subarray(row * this.stride, (row + 1) * this.stride), place * this.stride);
    });
    this.centres = this.compute.putFloats(this.lists.centres);
    this.vector = this.compute.floats(this.stride);
    this.toCentres = this.compute.floats(this.lists.starts.length - 1);
    this.toMembers = this.compute.floats(rows);
  }

  /** scores[other] = the cosine with vector `row` for the members of the nearest lists, 0 for the rest. `share` of all lists. */
  cosines(row: number, share: number, scores: Float32Array): void {
    const { starts, members } = this.lists;
    const place = this.placeOf[row] ?? 0;
    this.vector.set(this.units.subarray(place * this.stride, (place + 1) * this.stride));
    this.scan(this.centres, this.toCentres.length, this.toCentres);
    scores.fill(0);
    for (const list of topK(this.toCentres, Math.max(1, Math.round(share * this.toCentres.length)))) {
      const first = starts[list] ?? 0;
      const count = (starts[list + 1] ?? 0) - first;
      this.scan(this.units.subarray(first * this.stride, (first + count) * this.stride), count, this.toMembers);
      for (let at = 0; at < count; at += 1) scores[members[first + at] ?? 0] = this.toMembers[at] ?? 0;
    }
  }

  private scan(matrix: Float32Array, rows: number, out: Float32Array): void {
    if (rows > 0) this.compute.run('dotScan', 1, [matrix, rows, this.stride, this.vector, out, rows]);
  }
}

function setUnit(to: Float32Array, toAt: number, from: Float32Array, fromAt: number, d: number): void {
  let squares = 0;
  for (let i = 0; i < d; i += 1) squares += (from[fromAt + i] ?? 0) ** 2;
  const factor = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (let i = 0; i < d; i += 1) to[toAt + i] = (from[fromAt + i] ?? 0) * factor;
}

export interface IndexRecall {
  /** Share of the k nearest by exact search that the index finds too, mean over `asked` vectors drawn with the seed. */
  readonly recall: number;
  readonly k: number;
  readonly asked: number;
}

/** What an index finds of its own vectors' true neighbours. */
export function indexRecall(
  index: VectorIndex,
  exact: FactorScan,
  rows: number,
  { share, k, most, seed }: { share: number; k: number; most: number; seed: number },
): IndexRecall {
  const drawn = shuffled([...Array(rows).keys()], seededRandom(seed)).slice(0, most);
  const scores = new Float32Array(rows);
  const nearest = (row: number): Int32Array => {
    scores[row] = -Infinity;
    return topK(scores, Math.min(k, rows - 1));
  };
  let found = 0;
  let wanted = 0;
  for (const row of drawn) {
    exact.cosines(row, scores);
    const truth = new Set(nearest(row));
    index.cosines(row, share, scores);
    wanted += truth.size;
    for (const other of nearest(row)) if (truth.has(other)) found += 1;
  }
  return { recall: found / Math.max(1, wanted), k, asked: drawn.length };
}
