import { at, dot } from './lanes';

/**
 * Stochastic gradient steps of Bayesian personalised ranking (Rendle et al. 2009) over `count` triples (user, item
 * played, item not played), in order, as one chunk: the order is part of the result. Each item has a bias after its
 * factors: `biases[item]`. `d` is a multiple of 8.
 */
export function bprSteps(
  chunk: i32,
  scratch: usize,
  users: usize,
  items: usize,
  biases: usize,
  triples: usize,
  count: i32,
  d: i32,
  rate: f32,
  regularization: f32,
): void {
  const bytes = (<usize>d) << 2;
  const shrink = f32x4.splat(1 - rate * regularization);
  for (let t = 0; t < count; t += 1) {
    const triple = triples + <usize>t * 12;
    const played = load<i32>(triple, 4);
    const other = load<i32>(triple, 8);
    const x = users + <usize>load<u32>(triple) * bytes;
    const y = items + <usize>played * bytes;
    const z = items + <usize>other * bytes;
    const playedBias = load<f32>(at(biases, played));
    const otherBias = load<f32>(at(biases, other));
    const margin = dot(x, y, d) - dot(x, z, d) + playedBias - otherBias;
    const step = rate / (1 + <f32>NativeMathf.exp(margin));
    const s = f32x4.splat(step);
    for (let i: usize = 0; i < bytes; i += 16) {
      const xv = v128.load(x + i);
      const yv = v128.load(y + i);
      const zv = v128.load(z + i);
      v128.store(x + i, f32x4.add(f32x4.mul(xv, shrink), f32x4.mul(s, f32x4.sub(yv, zv))));
      v128.store(y + i, f32x4.add(f32x4.mul(yv, shrink), f32x4.mul(s, xv)));
      v128.store(z + i, f32x4.sub(f32x4.mul(zv, shrink), f32x4.mul(s, xv)));
    }
    store<f32>(at(biases, played), playedBias + step - rate * regularization * playedBias);
    store<f32>(at(biases, other), otherBias - step - rate * regularization * otherBias);
  }
}
