import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { openBytes } from './formats/byte-source.ts';
import { openTable, tableKindOf } from './formats/open-table.ts';
import { isWorkbook } from './formats/xlsx-sheets.ts';
import type { Sample } from './importer.ts';

const SAMPLE_BYTES = 1 << 16;

export interface SampleOptions {
  /** The original where `path` is a copy: its name counts. */
  original?: string;
  beside?: Sample['beside'];
  /** Which table or sheet, where there are several. */
  table?: string;
}

/** Reads the beginning of a file; of an archive that is no workbook there is nothing to read. Throws `bad_input` where it is damaged. */
export async function readSample(path: string, options: SampleOptions = {}): Promise<Sample> {
  const { original = path, beside = (name: string) => readBeside(original, name) } = options;
  const fileName = basename(original.slice(original.lastIndexOf('!') + 1)).replace(/\.gz$/i, '');
  const kind = tableKindOf(path);
  if (kind === undefined) return { fileName, beside, ...(await readText(path)) };
  if (kind === 'zip' && !(await isWorkbook(path))) return { fileName, beside, text: '', lines: [] };
  const table = await openTable(path, kind === 'zip' ? 'xlsx' : kind, options.table);
  try {
    const { fields } = table;
    return {
      fileName,
      beside,
      text: '',
      lines: [],
      table: { kind: kind === 'zip' ? 'xlsx' : kind, name: options.table ?? fileName, fields },
    };
  } finally {
    await table.close();
  }
}

async function readText(path: string): Promise<Pick<Sample, 'text' | 'lines'>> {
  const source = await openBytes(path);
  try {
    const buffer = Buffer.alloc(SAMPLE_BYTES);
    const got = await source.fill(buffer, 0);
    const text = decode(buffer.subarray(0, got));
    return { text, lines: wholeLines(text, got < SAMPLE_BYTES) };
  } finally {
    await source.close();
  }
}

/** UTF-8 where it is (a character cut off at the end does not count), else latin-1. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return bytes.toString('latin1');
  }
}

function wholeLines(text: string, complete: boolean): string[] {
  const lines = text.split(/\r?\n/);
  if (!complete && lines.length > 1) lines.pop();
  return lines.filter(line => line !== '');
}

function readBeside(path: string, name: string): string | undefined {
  let folder = dirname(resolve(path));
  for (let up = 0; up < 3; up += 1, folder = dirname(folder)) {
    const candidate = join(folder, name);
    const stat = statSync(candidate, { throwIfNoEntry: false });
    if (stat?.isFile() === true && stat.size < BESIDE_LIMIT) return readFileSync(candidate, 'utf8');
  }
  return undefined;
}

const BESIDE_LIMIT = 1 << 20;

/** The fields of a sample's line, for telling what a file is; the real reading is the scanner's. */
export function splitLine(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let rest = line;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
    const end = rest.indexOf(delimiter, quoted?.[0].length ?? 0);
    const field = end < 0 ? rest : rest.slice(0, end);
    fields.push((quoted === null ? field : (quoted[1] ?? '').replaceAll('""', '"')).trim());
    if (end < 0) return fields;
    rest = rest.slice(end + 1);
  }
}

/** The header of a delimited sample, as lower-case names. */
export const headerOf = (sample: Sample, delimiter: string): string[] =>
  splitLine(sample.lines[0] ?? '', delimiter).map(name => name.toLowerCase());
