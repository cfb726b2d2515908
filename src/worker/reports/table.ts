import type { Id } from '../recommenders/recommender.ts';
import type { ListenerList, ReportFacts } from './report.ts';

/** A column of the flat form of a report: one row for each recommended track of each listener. */
export interface Column {
  name: string;
  type: 'integer' | 'real' | 'text';
}

/** `values[column][row]`. Integers are safe ones; text may hold anything. */
export interface Batch {
  rows: number;
  values: (number | string | null)[][];
}

const BATCH_ROWS = 4096;

/** Ids are an integer column where all of them are integers, else text. */
export function reportColumns(facts: ReportFacts): Column[] {
  const idType = (integers: boolean): Column['type'] => (integers ? 'integer' : 'text');
  return [
    { name: 'user_id', type: idType(facts.model.integerUserIds) },
    { name: 'user_name', type: 'text' },
    { name: 'rank', type: 'integer' },
    { name: 'track_id', type: idType(facts.model.integerTrackIds) },
    { name: 'title', type: 'text' },
    { name: 'artist', type: 'text' },
    { name: 'score', type: 'real' },
    ...facts.model.parts.map((part): Column => ({ name: `part_${part.replace(/\W/g, '_')}`, type: 'real' })),
    { name: 'reasons', type: 'text' },
    { name: 'basis', type: 'text' },
    { name: 'model_id', type: 'text' },
    { name: 'snapshot_id', type: 'integer' },
  ];
}

/** Turns lists into rows and hands them on in batches. */
export class Batches {
  readonly columns: Column[];
  rows = 0;
  private readonly parts: readonly string[];
  private readonly facts: ReportFacts;
  private values: Batch['values'];

  constructor(facts: ReportFacts) {
    this.columns = reportColumns(facts);
    this.parts = facts.model.parts;
    this.facts = facts;
    this.values = this.columns.map(() => []);
  }

  /** Adds a listener's rows; returns a batch when enough have come together. */
  add({ name, list, userId }: ListenerList): Batch | undefined {
    const { columns, values, facts } = this;
    for (const item of list.items) {
      const row: (number | string | null)[] = [
        idIn(columns[0], userId),
        name,
        item.rank,
        idIn(columns[3], item.track_id),
        item.title,
        item.artist,
        item.score,
        ...this.parts.map(part => item.parts[part] ?? 0),
        item.reasons.map(reason => reason.text).join('; '),
        list.basis,
        list.model_id,
        facts.provenance.snapshotId,
      ];
      row.forEach((value, column) => values[column]?.push(value));
      this.rows += 1;
    }
    return (values[0]?.length ?? 0) >= BATCH_ROWS ? this.take() : undefined;
  }

  /** What is left. */
  take(): Batch {
    const batch = { rows: this.values[0]?.length ?? 0, values: this.values };
    this.values = this.columns.map(() => []);
    return batch;
  }
}

const idIn = (column: Column | undefined, id: Id): Id => (column?.type === 'text' ? String(id) : id);
