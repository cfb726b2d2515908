import type { SqlValue } from './block-column.ts';
import { TAG } from './format.ts';
import { bytesAt } from './gather.ts';
import type { Slice } from './reader.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true }); // a byte order mark in a value is part of it

/** A value as SQLite gave it. */
export function valueAt(slice: Slice, i: number): SqlValue {
  if (slice.k === 'n' || (slice.valid !== null && slice.valid[i] === 0)) return null;
  switch (slice.k) {
    case 'i':
    case 'f':
      return slice.numbers?.[i] ?? null;
    case 'I':
      return slice.bigs?.[i] ?? null;
    case 't':
      return decoder.decode(bytesAt(slice, i));
    case 'b':
      return bytesAt(slice, i);
    case 'm':
      return untag(slice.valid?.[i] ?? TAG.text, decoder.decode(bytesAt(slice, i)));
  }
}

/** A mixed value back from its writing. */
function untag(tag: number, text: string): SqlValue {
  switch (tag) {
    case TAG.integer: {
      const number = Number(text);
      return Number.isSafeInteger(number) ? number : BigInt(text);
    }
    case TAG.real:
      return Number(text);
    case TAG.blob:
      return new Uint8Array(Buffer.from(text.slice(2, -1), 'hex'));
    default:
      return text;
  }
}
