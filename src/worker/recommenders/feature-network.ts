import { seededRandom } from '../matrix/random.ts';

/** A network with one hidden layer: y = W2 · relu(W1 · x + b1) + b2. All arrays row-major by output. */
export interface Network {
  inputs: number;
  hidden: number;
  outputs: number;
  /** W1, b1, W2, b2, one after the other. */
  weights: Float32Array;
}

export function startNetwork(inputs: number, hidden: number, outputs: number, seed: number): Network {
  const random = seededRandom(seed);
  const weights = new Float32Array(hidden * inputs + hidden + outputs * hidden + outputs);
  for (let i = 0; i < hidden * inputs; i += 1) weights[i] = random.normal() * Math.sqrt(2 / inputs);
  const second = hidden * inputs + hidden;
  for (let i = 0; i < outputs * hidden; i += 1) weights[second + i] = random.normal() * Math.sqrt(1 / hidden);
  return { inputs, hidden, outputs, weights };
}

/** Writes the hidden layer and the outputs for one row of inputs. */
export function forward(network: Network, x: Float32Array, hidden: Float32Array, out: Float32Array): void {
  const { inputs, weights } = network;
  const b1 = network.hidden * inputs;
  const w2 = b1 + network.hidden;
  const b2 = w2 + network.outputs * network.hidden;
  for (let h = 0; h < network.hidden; h += 1) {
    let sum = weights[b1 + h] ?? 0;
    for (let i = 0, at = h * inputs; i < inputs; i += 1, at += 1) sum += (weights[at] ?? 0) * (x[i] ?? 0);
    hidden[h] = sum > 0 ? sum : 0;
  }
  for (let o = 0; o < network.outputs; o += 1) {
    let sum = weights[b2 + o] ?? 0;
    for (let h = 0, at = w2 + o * network.hidden; h < network.hidden; h += 1, at += 1)
      sum += (weights[at] ?? 0) * (hidden[h] ?? 0);
    out[o] = sum;
  }
}

/** Adds d(½ · weight · |y - target|²) / d(weights) of one row to `gradient`; returns the loss. */
export function backward(
  network: Network,
  x: Float32Array,
  target: Float32Array,
  weight: number,
  gradient: Float32Array,
  scratch: { hidden: Float32Array; out: Float32Array; pull: Float32Array },
): number {
  const { inputs, weights } = network;
  const { hidden, out, pull } = scratch;
  forward(network, x, hidden, out);
  const b1 = network.hidden * inputs;
  const w2 = b1 + network.hidden;
  const b2 = w2 + network.outputs * network.hidden;
  pull.fill(0);
  let loss = 0;
  for (let o = 0; o < network.outputs; o += 1) {
    const error = (out[o] ?? 0) - (target[o] ?? 0);
    loss += 0.5 * weight * error * error;
    const slope = weight * error;
    gradient[b2 + o] = (gradient[b2 + o] ?? 0) + slope;
    for (let h = 0, at = w2 + o * network.hidden; h < network.hidden; h += 1, at += 1) {
      gradient[at] = (gradient[at] ?? 0) + slope * (hidden[h] ?? 0);
      pull[h] = (pull[h] ?? 0) + slope * (weights[at] ?? 0);
    }
  }
  for (let h = 0; h < network.hidden; h += 1) {
    if ((hidden[h] ?? 0) <= 0) continue;
    const slope = pull[h] ?? 0;
    gradient[b1 + h] = (gradient[b1 + h] ?? 0) + slope;
    for (let i = 0, at = h * inputs; i < inputs; i += 1, at += 1)
      gradient[at] = (gradient[at] ?? 0) + slope * (x[i] ?? 0);
  }
  return loss;
}

/** Adam (Kingma & Ba 2015) over one array of weights. */
export class Adam {
  private readonly first: Float32Array;
  private readonly second: Float32Array;
  private readonly rate: number;
  private steps = 0;

  constructor(size: number, rate: number) {
    this.first = new Float32Array(size);
    this.second = new Float32Array(size);
    this.rate = rate;
  }

  step(weights: Float32Array, gradient: Float32Array): void {
    this.steps += 1;
    const scale1 = 1 / (1 - 0.9 ** this.steps);
    const scale2 = 1 / (1 - 0.999 ** this.steps);
    for (let i = 0; i < weights.length; i += 1) {
      const slope = gradient[i] ?? 0;
      const m = 0.9 * (this.first[i] ?? 0) + 0.1 * slope;
      const v = 0.999 * (this.second[i] ?? 0) + 0.001 * slope * slope;
      this.first[i] = m;
      this.second[i] = v;
      weights[i] = (weights[i] ?? 0) - (this.rate * m * scale1) / (Math.sqrt(v * scale2) + 1e-8);
    }
  }
}
