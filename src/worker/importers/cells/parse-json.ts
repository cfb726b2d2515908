/** JSON.parse that keeps whole numbers beyond 2^53 exact, as BigInt. Throws a SyntaxError. */
export function parseJson(text: string): unknown {
  const exact = SIXTEEN.test(text) && LONG_NUMBER.test(text);
  return exact ? JSON.parse(text, exactIntegers) : JSON.parse(text);
}

/** Quick to say no. */
const SIXTEEN = /\d{16}/;
/** Where a number may stand: alone, after a key and its colon, or in a list. */
const LONG_NUMBER = /(?:^|"\s*:|[[,])\s*-?\d{16}/;
const WHOLE = /^-?\d+$/;

function exactIntegers(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined || !WHOLE.test(source))
    return value;
  return BigInt(source);
}
