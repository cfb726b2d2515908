// Four f32 lanes at a time. Everywhere mul + add, never fused: results are the same on every machine.

// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3))
  );
}

/** Dot product of two vectors of `d` floats; `d` is a multiple of 8. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, d: i32): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  const end = a + ((<usize>d) << 2);
  while (a < end) {
    even = f32x4.add(even, f32x4.mul(v128.load(a), v128.load(b)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  return sumLanes(f32x4.add(even, odd));
}

/** The rows of a chunk: [first, end). */
// @ts-ignore: decorator
@inline
export function chunkEnd(chunk: i32, chunkRows: i32, rows: i32): i32 {
  const end = (chunk + 1) * chunkRows;
  return end < rows ? end : rows;
}

/** Address of element `index` of an array of 4-byte values. */
// @ts-ignore: decorator
@inline
export function at(base: usize, index: i32): usize {
  return base + ((<usize>(<u32>index)) << 2);
}
