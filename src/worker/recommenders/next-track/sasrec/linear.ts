import type { Compute } from '../../../matrix/compute/compute.ts';
import { multiply, pack } from '../../../matrix/compute/dense.ts';
import type { Linear } from './network.ts';

/** y = x · weight + shift for `rows` rows. */
export function linear(compute: Compute, layer: Linear, x: Float32Array, rows: number, y: Float32Array): void {
  const { inputs: k, outputs: n } = layer;
  const shift = layer.shift.value;
  for (let row = 0; row < rows; row += 1) y.set(shift, row * n);
  const mark = compute.mark();
  multiply(compute, { a: x, b: pack(compute, layer.weight.value, { k, n }), c: y, m: rows, beta: 1 });
  compute.release(mark);
}

/** Adds to the layer's slopes, and writes the slopes of x, given those of y. */
export function linearBack(
  compute: Compute,
  layer: Linear,
  { x, ySlope, xSlope, rows }: { x: Float32Array; ySlope: Float32Array; xSlope: Float32Array; rows: number },
): void {
  const { inputs, outputs } = layer;
  const shift = layer.shift.slope;
  for (let row = 0, at = 0; row < rows; row += 1)
    for (let j = 0; j < outputs; j += 1, at += 1) shift[j] = (shift[j] ?? 0) + (ySlope[at] ?? 0);
  const mark = compute.mark();
  const across = compute.room(inputs * rows);
  transpose(x, rows, inputs, across);
  const packed = pack(compute, ySlope, { k: rows, n: outputs });
  multiply(compute, { a: across, b: packed, c: layer.weight.slope, m: inputs, beta: 1 });
  const back = pack(compute, layer.weight.value, { k: outputs, n: inputs, transposed: true });
  multiply(compute, { a: ySlope, b: back, c: xSlope, m: rows });
  compute.release(mark);
}

/** to (columns × rows) = from (rows × columns) turned over. */
export function transpose(from: Float32Array, rows: number, columns: number, to: Float32Array): void {
  for (let row = 0, at = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1, at += 1) to[column * rows + row] = from[at] ?? 0;
}
