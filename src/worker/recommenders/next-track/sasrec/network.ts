import { seededRandom } from '../../../matrix/random.ts';
import type { SasrecParams } from './params.ts';

/** Weights with what the loss changes by, entry by entry. */
export interface Tensor {
  readonly value: Float32Array;
  readonly slope: Float32Array;
}

/** y = x · weight + shift, with weight inputs × outputs. */
export interface Linear {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Tensor;
  readonly shift: Tensor;
}

export interface Norm {
  readonly gain: Tensor;
  readonly shift: Tensor;
}

export interface Block {
  readonly beforeAttention: Norm;
  /** Queries, keys and values side by side. */
  readonly project: Linear;
  /** heads × maxLength: what a track `distance` places back gains in attention. */
  readonly nearness: Tensor;
  readonly join: Linear;
  readonly beforeFeed: Norm;
  readonly widen: Linear;
  readonly narrow: Linear;
}

export interface Network {
  readonly dimensions: number;
  readonly heads: number;
  readonly maxLength: number;
  /** All that is not an item's vector, one after the other: what is stored, and what a step changes as a whole. */
  readonly dense: Tensor;
  readonly positions: Tensor;
  readonly blocks: readonly Block[];
  readonly last: Norm;
}

const WIDER = 4;

/** A network over two arrays of `networkSize` weights, given as they are. */
export function networkOver(params: SasrecParams, value: Float32Array, slope: Float32Array): Network {
  const { dimensions: d, heads, maxLength } = params;
  let taken = 0;
  const tensor = (size: number): Tensor => {
    const start = taken;
    taken += size;
    return { value: value.subarray(start, taken), slope: slope.subarray(start, taken) };
  };
  const linear = (inputs: number, outputs: number): Linear => ({
    inputs,
    outputs,
    weight: tensor(inputs * outputs),
    shift: tensor(outputs),
  });
  const norm = (): Norm => ({ gain: tensor(d), shift: tensor(d) });
  return {
    dimensions: d,
    heads,
    maxLength,
    dense: { value, slope },
    positions: tensor(maxLength * d),
    blocks: Array.from({ length: params.blocks }, () => ({
      beforeAttention: norm(),
      project: linear(d, 3 * d),
      nearness: tensor(heads * maxLength),
      join: linear(d, d),
      beforeFeed: norm(),
      widen: linear(d, WIDER * d),
      narrow: linear(WIDER * d, d),
    })),
    last: norm(),
  };
}

export function networkSize({ dimensions: d, heads, maxLength, blocks }: SasrecParams): number {
  const linear = (inputs: number, outputs: number): number => inputs * outputs + outputs;
  const block = linear(d, 3 * d) + heads * maxLength + linear(d, d) + linear(d, WIDER * d) + linear(WIDER * d, d);
  return maxLength * d + blocks * (block + 4 * d) + 2 * d;
}

/** Starting weights: small random matrices, norms that leave things as they are, item vectors in random directions. */
export function startWeights(params: SasrecParams, network: Network, items: Float32Array, seed: number): void {
  const random = seededRandom(seed);
  const fill = (array: Float32Array, deviation: number): void => {
    for (let i = 0; i < array.length; i += 1) array[i] = deviation * random.normal();
  };
  network.dense.value.fill(0);
  fill(network.positions.value, 0.1);
  for (const block of network.blocks) {
    for (const { inputs, weight } of [block.project, block.join, block.widen, block.narrow])
      fill(weight.value, 0.7 / Math.sqrt(inputs));
    block.beforeAttention.gain.value.fill(1);
    block.beforeFeed.gain.value.fill(1);
  }
  network.last.gain.value.fill(params.scale / Math.sqrt(params.dimensions));
  fill(items, 1 / Math.sqrt(params.dimensions));
}
