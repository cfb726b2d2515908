import type { ResultColumn } from '../../shared/rpc/results.ts';
import { blocksOf, exportValue, type ExportValue, type Shown } from './rows.ts';

const BLOCK_ROWS = 8192;

/** One object a line. Integers beyond 2^53 are written as numbers in full; blobs as base64. */
export function* jsonLinesOf(shown: Shown): Generator<string> {
  const keys = uniqueNames(shown.columns).map(name => JSON.stringify(name));
  for (const { columns, rows } of blocksOf(shown, BLOCK_ROWS)) {
    let text = '';
    for (let row = 0; row < rows; row += 1) {
      text += `{${columns.map((column, i) => `${keys[i]}:${jsonValue(exportValue(column, row))}`).join(',')}}\n`;
    }
    yield text;
  }
}

function jsonValue(value: ExportValue): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  return JSON.stringify(typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
}

/** An object can't have a name twice: the second `n` becomes `n_2`. */
export function uniqueNames(columns: readonly ResultColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n += 1) unique = `${name}_${n}`;
    taken.add(unique);
    return unique;
  });
}
