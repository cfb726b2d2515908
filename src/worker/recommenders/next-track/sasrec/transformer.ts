import type { Compute } from '../../../matrix/compute/compute.ts';
import { attend, attendBack, sharesSize, type Attended } from './attention.ts';
import { applyMask, drawMask } from './dropout.ts';
import { layerNorm, layerNormBack, type Normed } from './layer-norm.ts';
import { linear, linearBack } from './linear.ts';
import type { Block, Network } from './network.ts';
import { relu, reluBack } from './relu.ts';

/** Sessions end to end; row r is a track heard, and what is to be found is what came after it. */
export interface Rows {
  readonly sessions: number;
  readonly count: number;
  readonly starts: Int32Array;
}

/** Which values are dropped in this step; a share of 0 drops none. */
export interface Dropping {
  readonly share: number;
  readonly seed: number;
  readonly step: number;
}

interface BlockWork {
  readonly firstNorm: Normed;
  readonly first: Float32Array;
  readonly projected: Float32Array;
  readonly shares: Float32Array;
  readonly attended: Float32Array;
  readonly joinMask: Float32Array;
  readonly secondNorm: Normed;
  readonly second: Float32Array;
  readonly wide: Float32Array;
  readonly active: Float32Array;
  readonly narrowMask: Float32Array;
}

/** Memory for one pass forwards and backwards over at most `most` rows. */
export interface Work {
  /** In: the tracks' vectors. The blocks add to it. */
  readonly stream: Float32Array;
  /** Out: what the next track's vector should be like. */
  readonly out: Float32Array;
  /** In on the way back: the slopes of `out`; afterwards those of the tracks' vectors. */
  readonly slope: Float32Array;
  readonly inputMask: Float32Array;
  readonly blocks: readonly BlockWork[];
  readonly lastNorm: Normed;
  /** Scratch as wide as the widest layer. */
  readonly wide: readonly [Float32Array, Float32Array];
}

export function workFor(compute: Compute, network: Network, most: number): Work {
  const { dimensions: d, heads, maxLength } = network;
  const floats = (perRow: number): Float32Array => compute.floats(most * perRow);
  const normed = (): Normed => ({ even: floats(d), inverse: floats(1) });
  const widest = Math.max(...network.blocks.map(block => Math.max(block.widen.outputs, block.project.outputs)));
  return {
    stream: floats(d),
    out: floats(d),
    slope: floats(d),
    inputMask: floats(d),
    blocks: network.blocks.map(block => ({
      firstNorm: normed(),
      first: floats(d),
      projected: floats(3 * d),
      shares: compute.floats(sharesSize(most, heads, maxLength)),
      attended: floats(d),
      joinMask: floats(d),
      secondNorm: normed(),
      second: floats(d),
      wide: floats(block.widen.outputs),
      active: floats(block.widen.outputs),
      narrowMask: floats(d),
    })),
    lastNorm: normed(),
    wide: [floats(widest), floats(widest)],
  };
}

/** From the tracks' vectors in `work.stream` to what should come next in `work.out`. */
export function forward(compute: Compute, network: Network, rows: Rows, work: Work, dropping: Dropping): void {
  const { dimensions: d } = network;
  const { stream } = work;
  addPositions(network.positions.value, rows, d, stream);
  drop(stream, work.inputMask, rows.count * d, dropping, 0);
  network.blocks.forEach((block, at) => {
    const own = work.blocks[at];
    if (own !== undefined) blockForward(compute, network, block, own, { rows, work, dropping, layer: 1 + 2 * at });
  });
  layerNorm(network.last, { x: stream, y: work.out, rows: rows.count, d }, work.lastNorm);
}

/** From the slopes of `work.out`, given in `work.slope`, to those of the tracks' vectors in the same place. */
export function backward(compute: Compute, network: Network, rows: Rows, work: Work, dropping: Dropping): void {
  const { dimensions: d } = network;
  const length = rows.count * d;
  const [held] = work.wide;
  held.set(work.slope.subarray(0, length));
  work.slope.fill(0, 0, length);
  layerNormBack(network.last, { ySlope: held, xSlope: work.slope, rows: rows.count, d }, work.lastNorm);
  for (let at = network.blocks.length - 1; at >= 0; at -= 1) {
    const block = network.blocks[at];
    const own = work.blocks[at];
    if (block !== undefined && own !== undefined) blockBack(compute, network, block, own, { rows, work, dropping });
  }
  if (dropping.share > 0) applyMask(work.slope, work.inputMask, length);
  addPositionSlopes(network.positions.slope, rows, d, work.slope);
}

interface Around {
  readonly rows: Rows;
  readonly work: Work;
  readonly dropping: Dropping;
}

function blockForward(
  compute: Compute,
  network: Network,
  block: Block,
  own: BlockWork,
  { rows, work, dropping, layer }: Around & { layer: number },
): void {
  const { dimensions: d } = network;
  const { count } = rows;
  const [delta] = work.wide;
  layerNorm(block.beforeAttention, { x: work.stream, y: own.first, rows: count, d }, own.firstNorm);
  linear(compute, block.project, own.first, count, own.projected);
  attend(attendedOf(network, block, own, rows), own.attended);
  linear(compute, block.join, own.attended, count, delta);
  drop(delta, own.joinMask, count * d, dropping, layer);
  add(work.stream, delta, count * d);
  layerNorm(block.beforeFeed, { x: work.stream, y: own.second, rows: count, d }, own.secondNorm);
  linear(compute, block.widen, own.second, count, own.wide);
  relu(own.wide, own.active, count * block.widen.outputs);
  linear(compute, block.narrow, own.active, count, delta);
  drop(delta, own.narrowMask, count * d, dropping, layer + 1);
  add(work.stream, delta, count * d);
}

function blockBack(
  compute: Compute,
  network: Network,
  block: Block,
  own: BlockWork,
  { rows, work, dropping }: Around,
): void {
  const { dimensions: d } = network;
  const { count } = rows;
  const { slope } = work;
  const [one, two] = work.wide;
  one.set(slope.subarray(0, count * d));
  if (dropping.share > 0) applyMask(one, own.narrowMask, count * d);
  linearBack(compute, block.narrow, { x: own.active, ySlope: one, xSlope: two, rows: count });
  reluBack(own.wide, two, count * block.widen.outputs);
  linearBack(compute, block.widen, { x: own.second, ySlope: two, xSlope: one, rows: count });
  layerNormBack(block.beforeFeed, { ySlope: one, xSlope: slope, rows: count, d }, own.secondNorm);
  one.set(slope.subarray(0, count * d));
  if (dropping.share > 0) applyMask(one, own.joinMask, count * d);
  linearBack(compute, block.join, { x: own.attended, ySlope: one, xSlope: two, rows: count });
  attendBack(attendedOf(network, block, own, rows), two, one);
  linearBack(compute, block.project, { x: own.first, ySlope: one, xSlope: two, rows: count });
  layerNormBack(block.beforeAttention, { ySlope: two, xSlope: slope, rows: count, d }, own.firstNorm);
}

const attendedOf = (network: Network, block: Block, own: BlockWork, rows: Rows): Attended => ({
  starts: rows.starts,
  sessions: rows.sessions,
  d: network.dimensions,
  heads: network.heads,
  projected: own.projected,
  nearness: block.nearness,
  shares: own.shares,
});

function drop(
  values: Float32Array,
  mask: Float32Array,
  length: number,
  { share, seed, step }: Dropping,
  layer: number,
) {
  if (share === 0) return;
  drawMask(mask, length, share, seed, step, layer);
  applyMask(values, mask, length);
}

function add(to: Float32Array, from: Float32Array, length: number): void {
  for (let i = 0; i < length; i += 1) to[i] = (to[i] ?? 0) + (from[i] ?? 0);
}

function addPositions(positions: Float32Array, rows: Rows, d: number, stream: Float32Array): void {
  eachPosition(rows, (row, position) => {
    for (let i = 0; i < d; i += 1)
      stream[row * d + i] = (stream[row * d + i] ?? 0) + (positions[position * d + i] ?? 0);
  });
}

function addPositionSlopes(slopes: Float32Array, rows: Rows, d: number, slope: Float32Array): void {
  eachPosition(rows, (row, position) => {
    for (let i = 0; i < d; i += 1)
      slopes[position * d + i] = (slopes[position * d + i] ?? 0) + (slope[row * d + i] ?? 0);
  });
}

function eachPosition({ starts, sessions }: Rows, take: (row: number, position: number) => void): void {
  for (let session = 0; session < sessions; session += 1) {
    const first = starts[session] ?? 0;
    for (let row = first; row < (starts[session + 1] ?? 0); row += 1) take(row, row - first);
  }
}
