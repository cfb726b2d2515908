import type { CancelToken } from '../../../jobs/context.ts';
import type { Compute } from '../../../matrix/compute/compute.ts';
import { seededRandom } from '../../../matrix/random.ts';
import type { Sessions } from '../sessions.ts';
import { adamStep, type Moments } from './adam.ts';
import { batchesOf, mostRows, type Batch } from './batches.ts';
import { negativesBy, type DrawNegatives } from './negatives.ts';
import { type Network, networkOver, networkSize, startWeights } from './network.ts';
import { nextLoss } from './next-loss.ts';
import type { SasrecParams } from './params.ts';
import { backward, forward, workFor, type Dropping, type Work } from './transformer.ts';
import { StepVectors } from './vectors.ts';

/** All that a training goes on from after an epoch: weights and moments, by name. */
export interface TrainingState {
  readonly epoch: number;
  readonly steps: number;
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

const WARM_UP = 0.05;

/** The training of one network, epoch by epoch. The same seed gives the same bits, interrupted or not, on any number of threads. */
export class Trainer {
  readonly network: Network;
  /** items × dimensions. */
  readonly items: Float32Array;
  private readonly compute: Compute;
  private readonly sessions: Sessions;
  private readonly params: SasrecParams;
  private readonly seed: number;
  private readonly work: Work;
  private readonly vectors: StepVectors;
  private readonly draw: DrawNegatives;
  private readonly heardSlots: Int32Array;
  private readonly nextSlots: Int32Array;
  private readonly denseMoments: Moments;
  private readonly itemMoments: Moments;
  private epoch = 0;
  private steps = 0;

  constructor(compute: Compute, sessions: Sessions, params: SasrecParams, seed: number) {
    const size = networkSize(params);
    const { dimensions: d } = params;
    this.compute = compute;
    this.sessions = sessions;
    this.params = params;
    this.seed = seed;
    this.network = networkOver(params, compute.floats(size), compute.floats(size));
    this.items = new Float32Array(sessions.itemCount * d);
    startWeights(params, this.network, this.items, seed);
    this.denseMoments = { first: new Float32Array(size), second: new Float32Array(size) };
    this.itemMoments = { first: new Float32Array(this.items.length), second: new Float32Array(this.items.length) };
    const most = mostRows(params.batchTracks, params.maxLength);
    const negatives = params.negatives === 0 ? sessions.itemCount : params.negatives;
    this.work = workFor(compute, this.network, most);
    this.vectors = new StepVectors(compute, this.items, d, Math.min(sessions.itemCount, negatives + 2 * most));
    this.draw = negativesBy(playsOf(sessions), params.negatives, params.samplingExponent, compute.floats(negatives));
    this.heardSlots = new Int32Array(most);
    this.nextSlots = new Int32Array(most);
  }

  /** Goes through all sessions once; returns the mean loss. `onStep` hears the share of the epoch that is done. */
  trainEpoch(cancel: CancelToken, onStep: (done: number) => void = () => {}): number {
    const { batchTracks, maxLength, epochs } = this.params;
    const rows = Math.max(1, this.sessions.items.length - this.sessions.count);
    let done = 0;
    let loss = 0;
    for (const batch of batchesOf(this.sessions, batchTracks, maxLength, seedOf(this.seed, this.epoch))) {
      cancel.throwIfRequested();
      loss += this.lossAndSlopes(batch) * batch.count;
      this.move(this.params.learningRate * rateAt((this.epoch + done / rows) / epochs));
      done += batch.count;
      onStep(done / rows);
    }
    this.epoch += 1;
    return loss / Math.max(1, done);
  }

  /** The loss of a batch; its slopes are then in the network and in the step's vectors. */
  lossAndSlopes(batch: Batch): number {
    const { compute, network, work, vectors } = this;
    const { dimensions: d } = network;
    const root = Math.sqrt(d);
    const dropping: Dropping = { share: this.params.dropout, seed: this.seed, step: this.steps };
    const negatives = this.draw(seededRandom(seedOf(this.seed + 1, this.steps)));
    vectors.begin(negatives.items, negatives.count);
    network.dense.slope.fill(0);
    for (let row = 0; row < batch.count; row += 1) {
      const slot = vectors.slot(batch.heard[row] ?? 0);
      this.heardSlots[row] = slot;
      this.nextSlots[row] = vectors.slot(batch.next[row] ?? 0);
      for (let i = 0; i < d; i += 1) work.stream[row * d + i] = root * (vectors.units[slot * d + i] ?? 0);
    }
    forward(compute, network, batch, work, dropping);
    const predicted = { out: work.out, targets: this.nextSlots, rows: batch.count, d };
    const loss = nextLoss(compute, predicted, negatives, vectors, work.slope);
    backward(compute, network, batch, work, dropping);
    for (let row = 0; row < batch.count; row += 1) {
      const start = (this.heardSlots[row] ?? 0) * d;
      for (let i = 0; i < d; i += 1)
        vectors.slopes[start + i] = (vectors.slopes[start + i] ?? 0) + root * (work.slope[row * d + i] ?? 0);
    }
    return loss;
  }

  /** Hands out the slopes of the item vectors of the last batch: [item, slopes]. */
  eachItemSlope(take: (item: number, slopes: Float32Array) => void): void {
    const { dimensions: d } = this.network;
    this.vectors.each((item, slot) => take(item, this.vectors.slopes.subarray(slot * d, (slot + 1) * d)));
  }

  state(): TrainingState {
    return { epoch: this.epoch, steps: this.steps, arrays: this.arrays() };
  }

  /** Goes on from a state of a training with the same sessions, parameters and seed. */
  resume({ epoch, steps, arrays }: TrainingState): void {
    for (const [name, array] of Object.entries(this.arrays())) array.set(arrays[name] ?? []);
    this.epoch = epoch;
    this.steps = steps;
  }

  private arrays(): Record<string, Float32Array> {
    return {
      dense: this.network.dense.value,
      items: this.items,
      'dense.first': this.denseMoments.first,
      'dense.second': this.denseMoments.second,
      'items.first': this.itemMoments.first,
      'items.second': this.itemMoments.second,
    };
  }

  private move(rate: number): void {
    this.steps += 1;
    const step = this.steps;
    const { dense, dimensions: d } = this.network;
    const whole = { at: 0, slopeAt: 0, length: dense.value.length, rate, step };
    adamStep(dense.value, dense.slope, this.denseMoments, whole);
    this.vectors.each((item, slot) =>
      adamStep(this.items, this.vectors.slopes, this.itemMoments, {
        ...{ at: item * d, slopeAt: slot * d, length: d },
        ...{ rate, step },
      }),
    );
  }
}

/** Up over the first twentieth of the training, then down to nothing in half a wave. */
function rateAt(done: number): number {
  if (done < WARM_UP) return (done + 0.001) / WARM_UP;
  return 0.5 * (1 + Math.cos((Math.PI * (done - WARM_UP)) / (1 - WARM_UP)));
}

const seedOf = (seed: number, number: number): number => seed * 1_000_003 + number;

function playsOf({ itemCount, items }: Sessions): Float32Array {
  const plays = new Float32Array(itemCount);
  for (const item of items) plays[item] = (plays[item] ?? 0) + 1;
  return plays;
}
