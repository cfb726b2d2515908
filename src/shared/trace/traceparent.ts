/** Where a span stands, as the W3C header `traceparent` says it. */
export interface SpanPlace {
  traceId: string;
  spanId: string;
}

export const traceparentOf = ({ traceId, spanId }: SpanPlace): string => `00-${traceId}-${spanId}-01`;

/** Null for a header that is none. */
export function placeIn(header: string | null | undefined): SpanPlace | null {
  const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(header ?? '') ?? [];
  return traceId === undefined || spanId === undefined ? null : { traceId, spanId };
}

/** Random lower-case hex digits, two for each byte. */
export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), byte => byte.toString(16).padStart(2, '0')).join('');
