import { TracklakeError } from '../../../shared/errors.ts';
import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import { lastFields, sourceDrift } from '../../lakehouse/source-drift.ts';
import type { Importer, Plan, Problem, Sample } from '../importer.ts';
import type { RowSink } from './record-sink.ts';
import { openReading } from './row-reading.ts';

const LOOKED_AT_BYTES = 1 << 18;
const FEWEST_ROWS = 20;
const WRONG_SHARE = 0.9;

/**
 * Refuses a file that its source delivers differently from before in a way that its schema does not allow: of its first rows
 * nearly all fail, where those of the load before did not. Throws `bad_input` with the difference. A source's first file
 * is never refused here: its rows go to quarantine, where they can be looked at.
 */
export async function refuseDrifted(
  lake: Lakehouse,
  path: string,
  sample: Sample,
  importer: Importer,
  relation: BronzeRelation,
  plan: Plan,
): Promise<void> {
  const before = lastFields(lake, importer.name, relation.name);
  if (before === undefined || sample.table !== undefined) return;
  const tally = new Tally();
  let fields: readonly string[] = [];
  const open = (_columns: readonly string[], given: readonly string[]): RowSink => {
    fields = given;
    return tally;
  };
  const reading = await openReading(path, sample, relation, plan, open, LOOKED_AT_BYTES);
  try {
    await reading.pull();
    reading.emit();
    if (reading.fields.length > 0) fields = reading.fields;
  } finally {
    await reading.close();
  }
  const [column, { problem, rows }] = tally.worst;
  if (tally.rows < FEWEST_ROWS || rows < WRONG_SHARE * tally.rows) return;
  const drift = sourceDrift(before, fields);
  throw new TracklakeError(
    'bad_input',
    `${importer.name} files had another form before: ${problem} (${rows} of the first ${tally.rows} rows)${drift === null ? '' : `; ${drift}`}`,
    { value: column, fields: [...fields], hint: 'import it with a mapping, or with a newer importer' },
  );
}

/** Counts rows, and what is wrong with them by column. */
class Tally implements RowSink {
  rows = 0;
  readonly #wrong = new Map<string, { problem: string; rows: number }>();

  add(): void {
    this.rows += 1;
  }

  reject(_lineNo: number, { column, reason, message }: Problem): void {
    this.rows += 1;
    const key = column ?? reason;
    const known = this.#wrong.get(key);
    if (known === undefined) this.#wrong.set(key, { problem: message, rows: 1 });
    else known.rows += 1;
  }

  get worst(): [column: string, { problem: string; rows: number }] {
    const [first = ['', { problem: '', rows: 0 }] as const] = [...this.#wrong].sort((a, b) => b[1].rows - a[1].rows);
    return [first[0], first[1]];
  }
}
