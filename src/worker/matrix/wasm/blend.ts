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

/** out[chunk] = the largest of the values of a chunk; `count` and `chunkPlaces` are multiples of 8. */
export function largestOf(chunk: i32, scratch: usize, values: usize, count: i32, out: usize, chunkPlaces: i32): void {
  const end = at(values, chunkEnd(chunk, chunkPlaces, count));
  let left = f32x4.splat(-Infinity);
  let right = left;
  for (let from = at(values, chunk * chunkPlaces); from < end; from += 32) {
    left = f32x4.pmax(left, v128.load(from));
    right = f32x4.pmax(right, v128.load(from, 16));
  }
  left = f32x4.pmax(left, right);
  let most = f32x4.extract_lane(left, 0);
  most = max(most, f32x4.extract_lane(left, 1));
  most = max(most, f32x4.extract_lane(left, 2));
  most = max(most, f32x4.extract_lane(left, 3));
  store<f32>(at(out, chunk), most);
}
