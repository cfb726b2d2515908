import { Compute } from './compute/compute.ts';
import { multiply, type Packed } from './compute/dense.ts';

const PANEL = 8;
const CHUNK_PANELS = 1024;

/** Row factors laid out for scanning: all dot products with one vector or with many, or all cosines with one row. */
export class FactorScan {
  private readonly compute = new Compute({ threads: 1, scratchBytes: 1024 });
  private readonly rows: number;
  private readonly dimensions: number;
  private readonly stride: number;
  private readonly matrix: Packed;
  private readonly vector: Float32Array;
  private readonly out: Float32Array;
  private lengths: Float32Array | null = null;

  /** @param factors rows × dimensions, row-major; copied once. */
  constructor(factors: Float32Array, dimensions: number) {
    this.rows = factors.length / dimensions;
    this.dimensions = dimensions;
    this.stride = Math.ceil(dimensions / 8) * 8;
    this.matrix = packRows(this.compute, factors, dimensions, this.stride);
    this.vector = this.compute.floats(this.stride);
    this.out = this.compute.floats(this.matrix.panels.length / this.stride);
  }

  /** scores[row] = factors[row] · vector. */
  dots(vector: ArrayLike<number>, scores: Float32Array): void {
    this.vector.set(vector);
    const { out } = this;
    const panels = out.length / PANEL;
    const { panels: packed, k } = this.matrix;
    const values = [packed, panels, k, this.vector, out, CHUNK_PANELS];
    this.compute.run('panelScan', Math.ceil(panels / CHUNK_PANELS), values);
    scores.set(out.subarray(0, this.rows));
  }

  /**
   * scores[v · rows + row] = factors[row] · vectors[v], for vectors of `dimensions` floats row after row: one matrix
   * product, much faster than one scan for each, and the same bits.
   */
  dotsOfMany(vectors: Float32Array, scores: Float32Array): void {
    const count = vectors.length / this.dimensions;
    const mark = this.compute.mark();
    const a = this.compute.floats(count * this.stride);
    for (let v = 0; v < count; v += 1)
      a.set(vectors.subarray(v * this.dimensions, (v + 1) * this.dimensions), v * this.stride);
    const c = this.compute.room(count * this.rows);
    multiply(this.compute, { a, b: this.matrix, c, m: count });
    scores.set(c);
    this.compute.release(mark);
  }

  /** scores[row] = the cosine between two rows; 0 where one has no length. */
  cosines(row: number, scores: Float32Array): void {
    this.lengths ??= Float32Array.from({ length: this.rows }, (_, other) => Math.hypot(...this.rowAt(other)));
    this.dots(this.rowAt(row), scores);
    const own = this.lengths[row] ?? 0;
    this.lengths.forEach((length, other) => {
      scores[other] = own * length === 0 ? 0 : (scores[other] ?? 0) / (own * length);
    });
  }

  private rowAt(row: number): Float32Array {
    const { panels, k } = this.matrix;
    const start = startOf(row, k);
    return Float32Array.from({ length: this.dimensions }, (_, i) => panels[start + i * PANEL] ?? 0);
  }
}

/** Rows as panels of 8, each of them with the first entries of its rows, then the second ones, and so on. */
function packRows(compute: Compute, factors: Float32Array, dimensions: number, k: number): Packed {
  const rows = factors.length / dimensions;
  const panels = compute.floats(Math.ceil(rows / PANEL) * PANEL * k);
  for (let row = 0; row < rows; row += 1) {
    const start = startOf(row, k);
    for (let i = 0; i < dimensions; i += 1) panels[start + i * PANEL] = factors[row * dimensions + i] ?? 0;
  }
  return { panels, k, n: rows };
}

const startOf = (row: number, k: number): number => (row - (row % PANEL)) * k + (row % PANEL);
