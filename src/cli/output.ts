import { writeSync } from 'node:fs';
import { readable } from './numbers.ts';

export type Cell = string | number | bigint | boolean | null | undefined;

/** Writes and waits until the pipe has taken it, so that a slow reader slows us down; a closed pipe ends us quietly. */
export async function print(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, error => {
      if (error == null) resolve();
      else if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
      else reject(error);
    });
  });
}

/** The same where nothing can be awaited: inside a running statement. */
export function printNow(text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); // a full pipe: give its reader a moment
    }
  }
}

export const printLine = (text = ''): Promise<void> => print(`${text}\n`);

export const printJson = (value: unknown): Promise<void> => printLine(JSON.stringify(value, bigintsAsText, 2));

/** JSON has no integers beyond 2^53; they go out as text rather than as another number. */
export function bigintsAsText(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString();
}

/** A table for reading: numbers to the right, text to the left and cut at `widest` characters. */
export function table(columns: readonly string[], rows: readonly (readonly Cell[])[], widest = 60): string {
  const texts = rows.map(row => row.map(cell => cellText(cell, widest)));
  const widths = columns.map((name, c) => Math.max(name.length, ...texts.map(row => row[c]?.length ?? 0)));
  const toTheRight = columns.map(
    (_, c) => rows.some(row => isNumber(row[c])) && rows.every(row => row[c] == null || isNumber(row[c])),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, c) => (toTheRight[c] ? text.padStart(widths[c] ?? 0) : text.padEnd(widths[c] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns), line(widths.map(width => '─'.repeat(width))), ...texts.map(line)].join('\n');
}

const isNumber = (cell: Cell): boolean => typeof cell === 'number' || typeof cell === 'bigint';

function cellText(cell: Cell, widest: number): string {
  if (cell == null) return '–';
  if (typeof cell === 'number') return readable(cell);
  const text = String(cell).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '·'); // a title must not drive the terminal
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
}
