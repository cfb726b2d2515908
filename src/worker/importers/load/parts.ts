import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { JobContext } from '../../jobs/context.ts';
import { stageFile, stageStream, type StagedFile } from '../../lakehouse/staging.ts';
import { tableKindOf } from '../formats/open-table.ts';
import { refuseOpenLog, sqliteTables } from '../formats/sqlite-tables.ts';
import { openZip, type ZipArchive } from '../formats/zip-archive.ts';
import { xlsxSheets } from '../formats/xlsx-sheets.ts';
import type { Sample } from '../importer.ts';

/** What one load is made from: a file, a file of an archive, a table of a database, a sheet of a workbook. */
export interface Part {
  /** For people and for the ledger: `export.zip!listens/2024/3.jsonl`. */
  path: string;
  /** The same without the folder. */
  name: string;
  /** What the ledger shows for a path, where it was no file. */
  from?: string;
  /** The staged copy. */
  file: string;
  sha256: string;
  bytes: number;
  /** The table or sheet, where the file has several. */
  table?: string;
  beside?: Sample['beside'];
  /** One of many files, of which some are nothing to import: then a mere guess at its kind is not enough. */
  among?: boolean;
}

export type Found = { kind: 'part'; part: Part } | { kind: 'skipped'; path: string; reason: string };

/**
 * Copies a file into staging and gives its parts, one at a time; each part's copy is there until the next is asked for.
 * Throws what makes the whole file unreadable.
 */
export async function* partsOf(lakePath: string, path: string, ctx: JobContext): AsyncGenerator<Found> {
  const staged = stageFile(lakePath, path, ctx);
  try {
    const kind = tableKindOf(staged.path);
    if (kind === 'zip') return yield* archiveParts(lakePath, staged, path, ctx);
    if (kind === 'sqlite') {
      refuseOpenLog(path);
      return yield* tables(staged, path, sqliteTables(staged.path));
    }
    yield {
      kind: 'part',
      part: { path, name: basename(path), file: staged.path, sha256: staged.sha256, bytes: staged.bytes },
    };
  } finally {
    staged.remove();
  }
}

async function* archiveParts(
  lakePath: string,
  staged: StagedFile,
  path: string,
  ctx: JobContext,
): AsyncGenerator<Found> {
  const archive = await openZip(staged.path);
  try {
    if (archive.entries.some(entry => entry.name === 'xl/workbook.xml'))
      return yield* tables(staged, path, await xlsxSheets(staged.path));
    const beside = await besideIn(archive);
    for (const { name } of archive.entries) {
      const where = `${path}!${name}`;
      if (beside.has(name.split('/').pop() ?? '')) continue;
      if (!READABLE.has(extname(name).toLowerCase())) {
        yield { kind: 'skipped', path: where, reason: 'no importer knows this kind of file' };
        continue;
      }
      const copy = await stageStream(lakePath, archive.read(name), where, ctx);
      try {
        const { path: file, sha256, bytes } = copy;
        yield {
          kind: 'part',
          part: {
            path: where,
            name: `${basename(path)}!${name}`,
            file,
            sha256,
            bytes,
            beside: other => beside.get(other),
          },
        };
      } finally {
        copy.remove();
      }
    }
  } finally {
    archive.close();
  }
}

function* tables(staged: StagedFile, path: string, names: readonly string[]): Generator<Found> {
  const { path: file, bytes, sha256: whole } = staged;
  for (const table of names) {
    const sha256 = names.length === 1 ? whole : createHash('sha256').update(`${whole}\n${table}`).digest('hex');
    yield {
      kind: 'part',
      part: { path: `${path}!${table}`, name: `${basename(path)}!${table}`, file, sha256, bytes, table },
    };
  }
}

/** Small files of an archive that say whose the others are. */
async function besideIn(archive: ZipArchive): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { name, bytes } of archive.entries) {
    const base = name.split('/').pop() ?? '';
    if (base !== 'user.json' || bytes > 1 << 16) continue;
    const pieces: Buffer[] = [];
    for await (const piece of archive.read(name)) pieces.push(piece);
    found.set(base, Buffer.concat(pieces).toString('utf8'));
  }
  return found;
}

const READABLE = new Set([
  '.csv',
  '.tsv',
  '.txt',
  '.json',
  '.jsonl',
  '.ndjson',
  '.dat',
  '.data',
  '.log',
  '.parquet',
  '.arrow',
]);
