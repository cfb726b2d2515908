import { readdirSync, readFileSync } from 'node:fs';
import { projectFile } from '../project-file.ts';

export type BronzeType = 'integer' | 'real' | 'text' | 'any';

export interface BronzeColumn {
  name: string;
  /** `any` holds ids as the source gave them: an integer where it is one, else text. */
  type: BronzeType;
  notNull: boolean;
}

/** One relation of the bronze layer, as its `.sql` file declares it; every one also has row_id, load_id and line_no. */
export interface BronzeRelation {
  /** With its prefix: bronze_dim_users. */
  name: string;
  grain: string;
  columns: BronzeColumn[];
}

let known: BronzeRelation[] | undefined;

/** All bronze relations, by name. Read once. */
export function bronzeRelations(): BronzeRelation[] {
  known ??= readdirSync(projectFile('src/worker/lakehouse/bronze'))
    .filter(file => file.endsWith('.sql'))
    .sort()
    .map(file => parseBronze(readFileSync(projectFile('src/worker/lakehouse/bronze', file), 'utf8')));
  return known;
}

/** A bronze file is a comment with the grain, then `create table NAME (column type [not null], …)`, a column a line. */
function parseBronze(sql: string): BronzeRelation {
  const grain = /^-- (.+)$/m.exec(sql)?.[1] ?? '';
  const name = /create table (\w+) \(/.exec(sql)?.[1];
  if (name === undefined) throw new Error(`not a bronze declaration: ${sql.slice(0, 80)}`);
  const columns = [...sql.matchAll(/^ {2}(\w+) (integer|real|text|any)( not null)?,?(?: *--.*)?$/gm)].map(
    ([, column, type, notNull]) => ({
      name: column ?? '',
      type: type as BronzeType,
      notNull: notNull !== undefined,
    }),
  );
  return { name, grain, columns };
}
