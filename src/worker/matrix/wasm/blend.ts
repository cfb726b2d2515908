import { at, chunkEnd } from './lanes';

/** out[i] = Σ over tables of scales[t] · tables[t · stride + i], for the places of a chunk. Multiples of 4 throughout. */
export function weightedSum(
  chunk: i32,
  scratch: usize,
  tables: usize,
  stride: i32,
  count: i32,
  scales: usize,
  out: usize,
  chunkPlaces: i32,
): void {
  const end = chunkEnd(chunk, chunkPlaces, stride);
  for (let place = chunk * chunkPlaces; place < end; place += 4) {
    let sum = f32x4.splat(0);
    let from = at(tables, place);
    for (let t = 0; t < count; t += 1) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(at(scales, t)), v128.load(from)));
      from += (<usize>stride) << 2;
    }
    v128.store(at(out, place), sum);
  }
}

/**
 * out[g] = the largest of the values of group g, for the groups of a chunk; -Infinity where there is none, NaN is passed
 * over. `group` is a multiple of 8, `count` is any.
 */
export function largestOf(
  chunk: i32,
  scratch: usize,
  values: usize,
  count: i32,
  group: i32,
  out: usize,
  chunkGroups: i32,
): void {
  const end = chunkEnd(chunk, chunkGroups, (count + group - 1) / group);
  for (let g = chunk * chunkGroups; g < end; g += 1) {
    const last = at(values, chunkEnd(g, group, count));
    let from = at(values, g * group);
    let left = f32x4.splat(-Infinity);
    let right = left;
    for (; from + 32 <= last; from += 32) {
      left = f32x4.pmax(left, v128.load(from));
      right = f32x4.pmax(right, v128.load(from, 16));
    }
    left = f32x4.pmax(left, right);
    let most = f32x4.extract_lane(left, 0);
    most = max(most, f32x4.extract_lane(left, 1));
    most = max(most, f32x4.extract_lane(left, 2));
    most = max(most, f32x4.extract_lane(left, 3));
    for (; from < last; from += 4) {
      const value = load<f32>(from);
      if (value > most) most = value;
    }
    store<f32>(at(out, g), most);
  }
}
