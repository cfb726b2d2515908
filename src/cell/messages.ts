import type { CellReference, LimitKind, Param, PlanNode, RelationProfile, SqlProblem } from '../shared/rpc/cells.ts';
import type { ColumnStatistics, ResultColumn, ResultFilter, SortKey, ViewStep } from '../shared/rpc/results.ts';

interface Statement {
  lakePath: string;
  sql: string;
  params: Record<string, Param>;
  references: CellReference[];
}

export interface RunTask extends Statement {
  kind: 'run';
  resultId: string;
  mostRows: number;
  mostResultBytes: number;
  previewRows?: number;
}

/** What the thread of a cell process can be asked. One at a time. */
export type Task =
  | RunTask
  | (Statement & { kind: 'check' })
  | (Statement & { kind: 'explain' })
  | { kind: 'schema'; lakePath: string }
  | {
      kind: 'profile';
      lakePath: string;
      relation: string;
      columns?: string[];
      milliseconds: number;
      sampleRows: number;
    }
  | { kind: 'view'; resultId: string; sort: SortKey[]; filters: ResultFilter[] }
  | { kind: 'statistics'; resultId: string; view?: string; columns: number[] }
  | { kind: 'aggregate'; resultId: string; view?: string; from: number; to: number; columns: number[] }
  | { kind: 'find'; resultId: string; view?: string; text: string; from: number };

export interface CheckAnswer {
  problems: SqlProblem[];
  columns: { name: string; type: string | null }[];
  params: string[];
  reads: string[];
  compiledSql: string;
}

export interface SchemaAnswer {
  snapshotId: number;
  relations: { name: string; type: 'table' | 'view'; rows: number | null; columns: { name: string; type: string }[] }[];
  functions: { name: string; kind: 'scalar' | 'aggregate' | 'window' | 'table'; arities: number[] }[];
  keywords: string[];
}

export interface RangeAnswer {
  cells: number;
  nulls: number;
  numbers: number;
  sum: number | null;
  average: number | null;
  min: number | null;
  max: number | null;
}

export interface Answers {
  run: { rows: number; bytes: number; columns: readonly ResultColumn[]; limit: LimitKind | null };
  check: CheckAnswer;
  explain: { plan: PlanNode[]; text: string };
  schema: SchemaAnswer;
  profile: RelationProfile;
  view: { view: string; rows: number; milliseconds: number };
  statistics: ColumnStatistics[];
  aggregate: RangeAnswer;
  find: { row: number | null; column: number | null };
}

/** What the thread says while it works, and when it is done. */
export type ThreadMessage =
  | { type: 'started'; compiledSql: string; snapshotId: number; reads: string[] }
  | { type: 'schema'; columns: readonly ResultColumn[] }
  | { type: 'batch'; rows: number; bytes: number }
  | { type: 'step'; step: ViewStep; share: number }
  | { type: 'done'; answer: Answers[keyof Answers] }
  | { type: 'failed'; code: string; message: string; details: Record<string, unknown> };
