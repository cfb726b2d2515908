/** What is multiplied with `length` values of one layer in one step: 0 or 1 / (1 - share), drawn by the numbers given. */
export function drawMask(mask: Float32Array, length: number, share: number, ...numbers: readonly number[]): void {
  const keep = 1 / (1 - share);
  const bound = share * 2 ** 32;
  let state = numbers.reduce((mixed, number) => Math.imul(mixed ^ number, 0x9e3779b1) ^ (mixed >>> 15), 0x2545f491);
  state = state === 0 ? 1 : state;
  for (let i = 0; i < length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    mask[i] = state >>> 0 < bound ? 0 : keep;
  }
}

/** values *= mask. */
export function applyMask(values: Float32Array, mask: Float32Array, length: number): void {
  for (let i = 0; i < length; i += 1) values[i] = (values[i] ?? 0) * (mask[i] ?? 0);
}
