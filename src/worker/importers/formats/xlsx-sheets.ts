import type { streamXlsxRows } from 'hucre/xlsx';
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { TracklakeError } from '../../../shared/errors.ts';
import { distinctNames } from '../distinct-names.ts';
import { openZip } from './zip-archive.ts';
import { BATCH_ROWS, type TableRow, type TableSource } from './table-source.ts';

const MAX_FILE_BYTES = 256 << 20;

/** Whether a zip archive is a workbook. Throws `bad_input` and `limit`. */
export async function isWorkbook(path: string): Promise<boolean> {
  const archive = await openZip(path);
  archive.close();
  return archive.entries.some(entry => entry.name === WORKBOOK);
}

const WORKBOOK = 'xl/workbook.xml';

/** The names of a workbook's sheets. Throws `bad_input` and `limit`. */
export async function xlsxSheets(path: string): Promise<string[]> {
  if (statSync(path).size > MAX_FILE_BYTES)
    throw new TracklakeError('limit', 'the workbook is larger than 256 MiB; save it as CSV');
  const archive = await openZip(path);
  try {
    const pieces: Buffer[] = [];
    for await (const piece of archive.read(WORKBOOK)) pieces.push(piece);
    const xml = Buffer.concat(pieces).toString('utf8');
    return [...xml.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g)].map(([, name = '']) => unescapeXml(name));
  } finally {
    archive.close();
  }
}

/** Opens one sheet; its first row that holds anything is the header. Empty rows are no records. */
export async function openXlsxSheet(path: string, sheet: string): Promise<TableSource> {
  const input = Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>;
  const { streamXlsxRows: stream } = await import('hucre/xlsx'); // only where a workbook is read
  const rows = stream(input, { sheet });
  const header = await nextFilled(rows);
  const names = distinctNames((header?.values ?? []).map(value => String(value ?? '').trim()));
  let position = 0;
  return {
    fields: names,
    size: 0,
    get position() {
      return position;
    },
    async next() {
      const batch: TableRow[] = [];
      while (batch.length < BATCH_ROWS) {
        const row = await nextFilled(rows);
        if (row === undefined) break;
        const object = Object.fromEntries(row.values.map((value, i) => [names[i] ?? `column_${i + 1}`, value]));
        batch.push({ number: row.index + 1, object });
        position += 1;
      }
      return batch.length === 0 ? undefined : batch;
    },
    async close() {
      await rows.return();
    },
  };
}

type SheetRows = ReturnType<typeof streamXlsxRows>;

async function nextFilled(rows: SheetRows): Promise<{ index: number; values: readonly unknown[] } | undefined> {
  try {
    for (;;) {
      const { done, value } = await rows.next();
      if (done === true) return undefined;
      if (value.values.some(cell => cell !== null && cell !== '')) return value;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TracklakeError('bad_input', `the workbook can't be read: ${why}`, {}, { cause: error });
  }
}

const unescapeXml = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
