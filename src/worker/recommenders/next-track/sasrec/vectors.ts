import type { Compute } from '../../../matrix/compute/compute.ts';

/**
 * The item vectors that one step needs, brought to length 1, and their slopes. The negatives come first, so that they are
 * one matrix; others are added as they are asked for.
 */
export class StepVectors {
  readonly units: Float32Array;
  readonly slopes: Float32Array;
  private readonly inverses: Float32Array;
  private readonly slotOf: Int32Array;
  private readonly itemOf: Int32Array;
  private readonly vectors: Float32Array;
  private readonly d: number;
  private count = 0;

  /** @param most items that one step can need */
  constructor(compute: Compute, vectors: Float32Array, d: number, most: number) {
    this.vectors = vectors;
    this.d = d;
    this.units = compute.floats(most * d);
    this.slopes = compute.floats(most * d);
    this.inverses = new Float32Array(most);
    this.itemOf = new Int32Array(most);
    this.slotOf = new Int32Array(vectors.length / d).fill(-1);
  }

  /** Starts a step with these items in slots 0, 1, 2, … */
  begin(items: Int32Array, count: number): void {
    for (let slot = 0; slot < this.count; slot += 1) this.slotOf[this.itemOf[slot] ?? 0] = -1;
    this.count = 0;
    for (let i = 0; i < count; i += 1) this.slot(items[i] ?? 0);
  }

  slot(item: number): number {
    const known = this.slotOf[item] ?? -1;
    if (known >= 0) return known;
    const slot = this.count;
    this.count += 1;
    this.slotOf[item] = slot;
    this.itemOf[slot] = item;
    this.inverses[slot] = unitRow(this.vectors, item, this.d, this.units, slot);
    this.slopes.fill(0, slot * this.d, (slot + 1) * this.d);
    return slot;
  }

  /** Turns the slopes of the unit vectors into those of the vectors, in place, and hands out each. */
  each(take: (item: number, slot: number) => void): void {
    const { d, units, slopes } = this;
    for (let slot = 0; slot < this.count; slot += 1) {
      const start = slot * d;
      let along = 0;
      for (let i = 0; i < d; i += 1) along += (slopes[start + i] ?? 0) * (units[start + i] ?? 0);
      const inverse = this.inverses[slot] ?? 0;
      for (let i = 0; i < d; i += 1)
        slopes[start + i] = inverse * ((slopes[start + i] ?? 0) - along * (units[start + i] ?? 0));
      take(this.itemOf[slot] ?? 0, slot);
    }
  }
}

/** Writes a row of `vectors` brought to length 1 to row `to` of `units`; returns 1 / length. */
export function unitRow(vectors: Float32Array, row: number, d: number, units: Float32Array, to: number): number {
  let squares = 1e-12;
  for (let i = 0; i < d; i += 1) squares += (vectors[row * d + i] ?? 0) ** 2;
  const inverse = 1 / Math.sqrt(squares);
  for (let i = 0; i < d; i += 1) units[to * d + i] = (vectors[row * d + i] ?? 0) * inverse;
  return inverse;
}
