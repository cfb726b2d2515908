import { Compute } from '../matrix/compute/compute.ts';

const CHUNK_PLACES = 4096;

/** One table of scores for each part of a blend, in memory where kernels sum them. */
export class PartTables {
  /** One array for each part, as long as the catalogue. */
  readonly tables: readonly Float32Array[];
  private readonly compute = new Compute({ threads: 1, scratchBytes: 64 });
  private readonly whole: Float32Array;
  private readonly stride: number;
  private readonly scales: Float32Array;
  private readonly sums: Float32Array;
  private readonly most: Float32Array;
  private readonly chunks: number;

  constructor(parts: number, items: number) {
    this.stride = Math.ceil(items / 8) * 8;
    this.chunks = Math.ceil(this.stride / CHUNK_PLACES);
    // places behind the catalogue never win
    this.whole = this.compute.floats(parts * this.stride).fill(-Infinity);
    this.tables = Array.from({ length: parts }, (_, p) =>
      this.whole.subarray(p * this.stride, p * this.stride + items).fill(0),
    );
    this.scales = this.compute.floats(parts);
    this.sums = this.compute.floats(this.stride);
    this.most = this.compute.floats(this.chunks);
  }

  largest(part: number): number {
    const table = this.whole.subarray(part * this.stride, (part + 1) * this.stride);
    this.compute.run('largestOf', 1, [table, this.stride, CHUNK_PLACES, this.most, this.chunks]);
    return this.most.reduce((most, each) => Math.max(most, each), -Infinity);
  }

  /** scores = Σ over parts of scale × table. */
  sum(scales: readonly number[], scores: Float32Array): void {
    this.scales.set(scales);
    const { whole, stride, sums } = this;
    this.compute.run('weightedSum', this.chunks, [whole, stride, scales.length, this.scales, sums, CHUNK_PLACES]);
    scores.set(sums.subarray(0, scores.length));
  }
}
