import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { TracklakeError } from '../../shared/errors.ts';
import type { ImportPreview } from '../../shared/rpc/imports.ts';
import type { Mapping } from '../importers/mapping.ts';
import { previewFile, type Preview } from '../importers/preview.ts';
import { importers } from '../importers/registry.ts';
import { readSample } from '../importers/sample.ts';
import { suggestFor } from '../importers/suggest-mapping.ts';
import { bronzeRelations, type BronzeRelation } from '../lakehouse/bronze.ts';
import { sourceDrift } from '../lakehouse/source-drift.ts';

/** Files up to this size are hashed for the preview, to say whether they are loaded already. */
const MOST_HASHED = 200 * 1024 * 1024;

/** What an import of a file would do; a file that can't be read says why among its warnings. */
export async function previewOf(
  path: string,
  options: { source: string | undefined; mapping: Mapping | undefined },
  loadOf: (sha256: string) => number | null,
  fieldsBefore: (source: string, relation: string) => readonly string[] | undefined = () => undefined,
): Promise<ImportPreview> {
  const { size } = statSync(path);
  const sample = await readSample(path);
  const candidates = importers
    .map(importer => ({ source: importer.name, title: importer.title, confidence: importer.detect(sample) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  const base = {
    ...NOTHING,
    path,
    bytes: size,
    candidates,
    alreadyLoaded: size > MOST_HASHED ? null : loadOf(await sha256Of(path)),
  };
  try {
    const preview = await previewFile(path, {
      ...(options.source === undefined ? {} : { source: options.source }),
      ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
    });
    return { ...base, ...known(preview, fieldsBefore(preview.importer.name, preview.relation)) };
  } catch (error) {
    if (!(error instanceof TracklakeError)) throw error;
    return { ...base, ...toBeMapped(error, options.mapping), warnings: [error.message] };
  }
}

/** A file whose fields are known and not yet mapped to what its relation needs: a person can map them. */
function toBeMapped(error: TracklakeError, mapping: Mapping | undefined): Partial<ImportPreview> {
  const { fields } = error.details;
  if (!Array.isArray(fields)) return {};
  const relation = bronzeRelations().find(each => each.name === (mapping?.relation ?? 'bronze_fact_listening_events'));
  const given = suggestFor(relation?.name ?? '', fields.map(String))?.mapping.columns ?? {};
  const wanted = mapping !== undefined && Object.keys(mapping.columns).length > 0 ? mapping.columns : given;
  const columnOf = new Map(
    Object.entries(wanted).map(([to, from]) => [typeof from === 'string' ? from : from.from, to]),
  );
  return {
    relation: relation?.name ?? null,
    columns: fields.map(String).map(field => ({ field, column: columnOf.get(field) ?? null, type: '', examples: [] })),
    targets: targetsOf(relation),
  };
}

const targetsOf = (relation: BronzeRelation | undefined): ImportPreview['targets'] =>
  (relation?.columns ?? []).map(({ name, type, notNull }) => ({ name, type, required: notNull }));

const NOTHING = {
  source: null,
  confidence: 0,
  relation: null,
  columns: [],
  targets: [],
  rows: [],
  rowColumns: [],
  sampledRows: 0,
  quarantine: [],
  warnings: [],
} satisfies Partial<ImportPreview>;

const MOST_QUARANTINE_SHOWN = 100;

function known(preview: Preview, before: readonly string[] | undefined): Partial<ImportPreview> {
  const relation = bronzeRelations().find(each => each.name === preview.relation);
  const columnOf = new Map(preview.rules.map(rule => [rule.from, rule.to]));
  const place = new Map(preview.columns.map((column, i) => [column.name, i]));
  return {
    source: preview.importer.name,
    confidence: preview.confidence,
    relation: preview.relation,
    columns: preview.fields.map(field => {
      const column = columnOf.get(field) ?? null;
      const at = column === null ? undefined : place.get(column);
      return {
        field,
        column,
        type: at === undefined ? '' : (preview.columns[at]?.type ?? ''),
        examples: at === undefined ? [] : preview.rows.slice(0, 3).map(row => String(row[at] ?? '')),
      };
    }),
    targets: targetsOf(relation),
    rows: preview.rows.map(row => row.map(value => (value === null ? null : String(value)))),
    rowColumns: preview.columns.map(column => column.name),
    sampledRows: preview.rowsRead,
    quarantine: preview.quarantined
      .slice(0, MOST_QUARANTINE_SHOWN)
      .map(({ lineNo, column, message, raw }) => ({ line: lineNo, column, reason: message, raw })),
    warnings: [
      ...(preview.rowsQuarantined > 0
        ? [`${preview.rowsQuarantined} of ${preview.rowsRead} rows would go to quarantine`]
        : []),
      ...driftWarnings(preview, before),
    ],
  };
}

/** Columns that came or went since the source's file before. */
function driftWarnings({ importer, fields }: Preview, before: readonly string[] | undefined): string[] {
  const drift = before === undefined ? null : sourceDrift(before, fields);
  return drift === null ? [] : [`the columns of ${importer.name} have changed since its last file: ${drift}`];
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
