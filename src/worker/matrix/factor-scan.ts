import { Compute } from './compute/compute.ts';
import { multiply, pack, type Packed } from './compute/dense.ts';

const CHUNK_ROWS = 8192;

/** Row factors laid out for scanning: all dot products with one vector, or all cosines with one row. */
export class FactorScan {
  private readonly compute = new Compute({ threads: 1, scratchBytes: 1024 });
  private readonly rows: number;
  private readonly dimensions: number;
  private readonly stride: number;
  private readonly matrix: Float32Array;
  private readonly vector: Float32Array;
  private readonly out: Float32Array;
  private lengths: Float32Array | null = null;
  private panels: Packed | null = null;

  /** @param factors rows × dimensions, row-major; copied once. */
  constructor(factors: Float32Array, dimensions: number) {
    this.rows = factors.length / dimensions;
    this.dimensions = dimensions;
    this.stride = Math.ceil(dimensions / 8) * 8;
    this.matrix = this.compute.floats(this.rows * this.stride);
    for (let row = 0; row < this.rows; row += 1)
      this.matrix.set(factors.subarray(row * dimensions, (row + 1) * dimensions), row * this.stride);
    this.vector = this.compute.floats(this.stride);
    this.out = this.compute.floats(this.rows);
  }

  /** scores[row] = factors[row] · vector. */
  dots(vector: ArrayLike<number>, scores: Float32Array): void {
    this.vector.set(vector);
    const { matrix, rows, stride, out } = this;
    this.compute.run('dotScan', Math.ceil(rows / CHUNK_ROWS), [matrix, rows, stride, this.vector, out, CHUNK_ROWS]);
    scores.set(out);
  }

  /**
   * scores[v · rows + row] = factors[row] · vectors[v], for vectors of `dimensions` floats row after row: one matrix
   * product, much faster than one scan for each.
   */
  dotsOfMany(vectors: Float32Array, scores: Float32Array): void {
    const count = vectors.length / this.dimensions;
    this.panels ??= pack(this.compute, this.matrix, { k: this.stride, n: this.rows, transposed: true });
    const mark = this.compute.mark();
    const a = this.compute.floats(count * this.stride);
    for (let v = 0; v < count; v += 1)
      a.set(vectors.subarray(v * this.dimensions, (v + 1) * this.dimensions), v * this.stride);
    const c = this.compute.floats(count * this.rows);
    multiply(this.compute, { a, b: this.panels, c, m: count });
    scores.set(c);
    this.compute.release(mark);
  }

  /** scores[row] = the cosine between two rows; 0 where one has no length. */
  cosines(row: number, scores: Float32Array): void {
    this.lengths ??= Float32Array.from({ length: this.rows }, (_, other) => this.lengthOf(other));
    this.dots(this.rowAt(row), scores);
    const own = this.lengths[row] ?? 0;
    this.lengths.forEach((length, other) => {
      scores[other] = own * length === 0 ? 0 : (scores[other] ?? 0) / (own * length);
    });
  }

  private rowAt(row: number): Float32Array {
    return this.matrix.slice(row * this.stride, row * this.stride + this.dimensions);
  }

  private lengthOf(row: number): number {
    return Math.hypot(...this.rowAt(row));
  }
}
