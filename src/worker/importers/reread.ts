import { TracklakeError } from '../../shared/errors.ts';
import type { Load } from '../lakehouse/ledger.ts';
import { bytesOf } from './formats/byte-source.ts';
import type { BronzeValue, ColumnRule, Format, Plan, Problem, Sample } from './importer.ts';
import type { Reading } from './load/load-part.ts';
import { ObjectRecords, type SourceObject } from './load/object-records.ts';
import type { RowSink } from './load/record-sink.ts';
import { readBytes } from './load/row-reading.ts';
import { parseJson } from './cells/parse-json.ts';
import { bronzeRelation, type Mapping } from './mapping.ts';
import { importerNamed } from './registry.ts';

/**
 * Reads one row again, from text in its source's own form (a line of the CSV, an object of the JSON), as the load it came
 * from was read. Gives its values by bronze column. Throws `bad_input` with what is still wrong.
 */
export async function rereadRow(load: Load, text: string): Promise<Record<string, BronzeValue>> {
  if (load.mapping === null) throw new TracklakeError('unsupported', 'rows made inside have no text to read again');
  const how = JSON.parse(load.mapping) as Reading;
  const content = contentOf(how.format, how.fields, text);
  const plan = importerNamed(load.source).plan(sampleOf(load, how, content), {
    mapping: how.mapping ?? mappingOf(load.relation, how.rules),
    ...(how.user !== undefined && { user: how.user }),
  });
  const sink = new OneRow();
  await readContent({ ...plan, format: how.format }, content, sink);
  return sink.row();
}

async function readContent(plan: Plan, content: string, sink: OneRow): Promise<void> {
  const relation = bronzeRelation(plan.relation);
  if (plan.format.kind === 'table') {
    const records = new ObjectRecords(relation, plan);
    sink.columns = records.columns;
    return records.take(sink, 1, objectOf(content), () => content);
  }
  const reading = readBytes(bytesOf(Buffer.from(content)), relation, plan, columns => {
    sink.columns = columns;
    return sink;
  });
  await reading.pull();
  reading.emit();
}

/** What a generic importer guessed for the file, so that it does not guess again from one row. */
const mappingOf = (relation: string, rules: readonly ColumnRule[]): Mapping => ({
  relation,
  columns: Object.fromEntries(rules.map(({ to, ...mapped }) => [to, mapped])),
});

/** The text with what has to stand around it to be a file. */
function contentOf(format: Format, fields: readonly string[], text: string): string {
  if (format.kind === 'json-array') return format.under === undefined ? `[${text}]` : `{"${format.under}":[${text}]}`;
  if (format.kind !== 'delimited' || format.columns !== 'header') return text;
  const header = fields.map(field => (format.quotes ? `"${field.replaceAll('"', '""')}"` : field));
  return `${header.join(format.delimiter)}\n${text}\n`;
}

function sampleOf(load: Load, how: Reading, content: string): Sample {
  const fileName = load.fileName.slice(load.fileName.lastIndexOf('!') + 1);
  const sample: Sample = {
    fileName,
    text: content,
    lines: content.split('\n').filter(Boolean),
    beside: () => undefined,
  };
  const { kind } = how.format;
  if (kind !== 'table') return sample;
  const tableKind = load.source as NonNullable<Sample['table']>['kind'];
  return { ...sample, text: '', lines: [], table: { kind: tableKind, name: fileName, fields: how.fields } };
}

function objectOf(text: string): SourceObject {
  try {
    const value = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as SourceObject;
  } catch {
    // said below
  }
  throw new TracklakeError('bad_input', 'the text is not a JSON object', { value: text.slice(0, 200) });
}

/** Takes exactly one row. */
class OneRow implements RowSink {
  columns: readonly string[] = [];
  #values: BronzeValue[] | undefined;
  #count = 0;
  #problem: Problem | undefined;

  add(_lineNo: number, values: readonly BronzeValue[]): void {
    this.#count += 1;
    this.#values = [...values];
  }

  reject(_lineNo: number, problem: Problem): void {
    this.#count += 1;
    this.#problem ??= problem;
  }

  row(): Record<string, BronzeValue> {
    if (this.#problem !== undefined) throw new TracklakeError('bad_input', this.#problem.message);
    const values = this.#values;
    if (this.#count !== 1 || values === undefined)
      throw new TracklakeError('bad_input', `the text holds ${this.#count} rows instead of one`);
    return Object.fromEntries(this.columns.map((column, i) => [column, values[i] ?? null]));
  }
}
