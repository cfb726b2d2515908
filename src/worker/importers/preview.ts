import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import { quietContext } from '../jobs/context.ts';
import type { BronzeType } from '../lakehouse/bronze.ts';
import { tableKindOf } from './formats/open-table.ts';
import type { BronzeValue, ColumnRule, Sample } from './importer.ts';
import { rawText } from './load/bronze-writer.ts';
import { sampleOf } from './load/load-part.ts';
import { partsOf } from './load/parts.ts';
import { openReading } from './load/row-reading.ts';
import type { RowSink } from './load/record-sink.ts';
import { bronzeRelation, type Mapping } from './mapping.ts';
import { chooseImporter, detectImporter } from './registry.ts';
import { readSample } from './sample.ts';
import { suggestMapping } from './suggest-mapping.ts';

export interface PreviewOptions {
  source?: string;
  mapping?: Mapping;
  user?: string;
  /** Rows that are read; 1,000 by default. */
  rows?: number;
  /** Rows that are shown; 50 by default. */
  shown?: number;
}

/** What an import of this file would do, from its first rows. */
export interface Preview {
  path: string;
  importer: { name: string; title: string };
  /** How sure detection is, 0 to 1; 1 where the importer was asked for. */
  confidence: number;
  relation: string;
  grain: string;
  /** The file's fields, as far as its first rows show them. */
  fields: string[];
  rules: ColumnRule[];
  columns: { name: string; type: BronzeType }[];
  /** The first rows as bronze would hold them, in the order of `columns`; whole numbers beyond 2^53 as text. */
  rows: (string | number | null)[][];
  rowsRead: number;
  rowsQuarantined: number;
  quarantined: { lineNo: number; column: string | null; reason: string; message: string; raw: string }[];
  /** A mapping to start from, where the fields' names give one. */
  suggested: Mapping | null;
}

const PREVIEW_BYTES = 4 << 20;

/** Reads the first rows of a file the way an import would, and writes nothing. Throws what an import would throw. */
export async function previewFile(path: string, options: PreviewOptions = {}): Promise<Preview> {
  const kind = tableKindOf(path);
  if (kind === 'zip' || kind === 'sqlite') return previewFirstPart(path, options);
  return previewSample(path, path, await readSample(path), options);
}

/** Of an archive, a database or a workbook: the first part that an importer knows. */
async function previewFirstPart(path: string, options: PreviewOptions): Promise<Preview> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-preview-'));
  try {
    for await (const found of partsOf(join(folder, 'part'), path, quietContext())) {
      if (found.kind === 'skipped') continue;
      const sample = await sampleOf(found.part);
      const known =
        options.source !== undefined || options.mapping !== undefined || detectImporter(sample) !== undefined;
      if (known) return await previewSample(found.part.path, found.part.file, sample, options);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  throw new TracklakeError('unsupported', `${path}: no importer knows what is in it`, { file: path });
}

async function previewSample(path: string, file: string, sample: Sample, options: PreviewOptions): Promise<Preview> {
  const importer = chooseImporter(sample, options);
  const plan = importer.plan(sample, options);
  const relation = bronzeRelation(plan.relation);
  const sink = new PreviewSink(options.rows ?? 1000, options.shown ?? 50);
  let columns: readonly string[] = [];
  let fields: readonly string[] = [];
  const reading = await openReading(
    file,
    sample,
    relation,
    plan,
    (targets, given) => {
      columns = targets;
      fields = given;
      return sink;
    },
    PREVIEW_BYTES,
  );
  try {
    for (let ended = false; !ended && !sink.full;) {
      await reading.pull();
      ended = reading.emit();
    }
    if (reading.fields.length > 0) fields = reading.fields;
  } finally {
    await reading.close();
  }
  return {
    path,
    importer: { name: importer.name, title: importer.title },
    confidence: options.source === undefined ? (detectImporter(sample)?.confidence ?? 0) : 1,
    relation: relation.name,
    grain: relation.grain,
    fields: [...fields],
    rules: [...plan.rules],
    columns: columns.map(name => ({ name, type: relation.columns.find(c => c.name === name)?.type ?? 'any' })),
    rows: sink.rows,
    rowsRead: sink.read,
    rowsQuarantined: sink.rejected,
    quarantined: sink.problems,
    suggested: suggestMapping(fields)?.mapping ?? null,
  };
}

class PreviewSink implements RowSink {
  readonly rows: Preview['rows'] = [];
  readonly problems: Preview['quarantined'] = [];
  read = 0;
  rejected = 0;
  readonly #limit: number;
  readonly #shown: number;

  constructor(limit: number, shown: number) {
    this.#limit = limit;
    this.#shown = shown;
  }

  get full(): boolean {
    return this.read >= this.#limit;
  }

  add(_lineNo: number, values: readonly BronzeValue[]): void {
    if (this.full) return;
    this.read += 1;
    if (this.rows.length < this.#shown) this.rows.push(values.map(v => (typeof v === 'bigint' ? String(v) : v)));
  }

  reject(lineNo: number, problem: { reason: string; message: string; column?: string }, raw: string): void {
    if (this.full) return;
    this.read += 1;
    this.rejected += 1;
    const { reason, message, column = null } = problem;
    if (this.problems.length < this.#shown) this.problems.push({ lineNo, column, reason, message, raw: rawText(raw) });
  }
}
