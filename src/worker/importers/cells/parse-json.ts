/** JSON.parse that keeps whole numbers beyond 2^53 exact, as BigInt. Throws a SyntaxError. */
export function parseJson(text: string): unknown {
  return LONG_DIGITS.test(text) ? JSON.parse(text, exactIntegers) : JSON.parse(text);
}

const LONG_DIGITS = /[\s:,[]-?\d{16}/;
const WHOLE = /^-?\d+$/;

function exactIntegers(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined || !WHOLE.test(source))
    return value;
  return BigInt(source);
}
