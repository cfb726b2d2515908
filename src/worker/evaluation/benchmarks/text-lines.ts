import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { TracklakeError } from '../../../shared/errors.ts';

export interface TextLine {
  /** Without blanks at its ends. */
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

const CHUNK_BYTES = 1 << 20;

/** The lines of a UTF-8 file of any size that aren't blank, whatever ends them; a byte order mark is not part of the first. */
export function* linesOf(file: string): Generator<TextLine> {
  if (!existsSync(file)) throw new TracklakeError('not_found', `no such file: ${file}`, { file });
  const handle = openSync(file, 'r');
  try {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(CHUNK_BYTES);
    let number = 0;
    let rest = '';
    for (;;) {
      const bytes = readSync(handle, chunk);
      const lines = (rest + decoder.decode(chunk.subarray(0, bytes), { stream: bytes > 0 })).split('\n');
      rest = bytes > 0 ? (lines.pop() ?? '') : '';
      for (const line of lines) {
        number += 1;
        const text = line.trim();
        if (text !== '') yield { text, number };
      }
      if (bytes === 0) return;
    }
  } finally {
    closeSync(handle);
  }
}
