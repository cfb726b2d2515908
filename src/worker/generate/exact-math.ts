const LN2 = 0.6931471805599453;

/**
 * e^x from sums and products alone, so that every machine and engine gives the same bits (the standard leaves the last
 * bits of Math.exp open). Relative error below 1e-14 for |x| ≤ 40.
 */
export function exp(x: number): number {
  const k = Math.round(x / LN2);
  const r = x - k * LN2;
  let term = 1;
  let sum = 1;
  for (let i = 1; i <= 16; i += 1) {
    term = (term * r) / i;
    sum += term;
  }
  const factor = k >= 0 ? 2 : 0.5;
  for (let i = Math.abs(k); i > 0; i -= 1) sum *= factor;
  return sum;
}

/** The natural logarithm of x > 0, with the same bits everywhere. */
export function ln(x: number): number {
  let k = 0;
  let m = x;
  while (m >= 1.5) {
    m /= 2;
    k += 1;
  }
  while (m < 0.75) {
    m *= 2;
    k -= 1;
  }
  const z = (m - 1) / (m + 1);
  const zz = z * z;
  let power = z;
  let sum = 0;
  for (let i = 1; i <= 25; i += 2) {
    sum += power / i;
    power *= zz;
  }
  return 2 * sum + k * LN2;
}

/** a^b for a > 0, with the same bits everywhere. */
export const pow = (a: number, b: number): number => exp(b * ln(a));
