import { TracklakeError, unknownName } from '../../shared/errors.ts';
import { bronzeRelations, type BronzeColumn, type BronzeRelation } from '../lakehouse/bronze.ts';
import { CELL_KINDS, type CellKind, type ColumnRule } from './importer.ts';

/** Which field of a source becomes which column of a bronze relation; what a person can edit before an import. */
export interface Mapping {
  /** With its prefix: bronze_fact_listening_events. */
  relation: string;
  columns: Record<string, MappedColumn>;
}

/** A field's name, or the name with how to read it. */
export type MappedColumn = string | { from: string; kind?: CellKind; prefix?: string };

/** The relation a mapping or plan names. Throws `not_found` with the nearest name. */
export function bronzeRelation(name: string): BronzeRelation {
  const known = bronzeRelations();
  const relation = known.find(r => r.name === name || r.name === `bronze_${name}`);
  if (relation === undefined)
    throw unknownName(
      'relation',
      name,
      known.map(r => r.name),
    );
  return relation;
}

/** Checks a mapping against its relation and turns it into rules. */
export function rulesOfMapping(mapping: Mapping): ColumnRule[] {
  const relation = bronzeRelation(mapping.relation);
  return Object.entries(mapping.columns).map(([to, mapped]) => {
    const column = relation.columns.find(c => c.name === to);
    if (column === undefined)
      throw unknownName(
        `column of ${relation.name}`,
        to,
        relation.columns.map(c => c.name),
      );
    const { from, kind, prefix } = typeof mapped === 'string' ? { from: mapped } : mapped;
    if (kind !== undefined && !CELL_KINDS.includes(kind)) throw unknownName('cell kind', kind, CELL_KINDS);
    return { to, from, kind: kind ?? kindOf(column), ...(prefix === undefined ? {} : { prefix }) };
  });
}

/** How a column's cells are read when nobody says otherwise: by its type and the habit of its name. */
export function kindOf(column: BronzeColumn): CellKind {
  if (column.type === 'any') return 'id';
  if (column.name.endsWith('_at')) return 'time';
  if (column.name.endsWith('_on')) return 'date';
  if (column.type === 'integer') return column.name === 'skipped' || column.name === 'explicit' ? 'flag' : 'integer';
  return column.type;
}

/** A rule for each column of the relation that has a field of its own name. */
export function rulesByName(relation: BronzeRelation, fields: readonly string[]): ColumnRule[] {
  return relation.columns
    .filter(column => column.name !== 'extra' && fields.includes(column.name))
    .map(column => ({ to: column.name, from: column.name, kind: kindOf(column) }));
}

/** Throws `bad_input` naming what is missing when a not-null column is neither mapped nor computed. */
export function requireColumns(
  relation: BronzeRelation,
  rules: readonly ColumnRule[],
  computed: readonly string[],
  fields: readonly string[],
): void {
  const given = new Set([...rules.filter(rule => fields.includes(rule.from)).map(rule => rule.to), ...computed]);
  const missing = relation.columns.filter(column => column.notNull && !given.has(column.name)).map(c => c.name);
  if (missing.length === 0) return;
  throw new TracklakeError(
    'bad_input',
    `nothing to fill ${missing.join(', ')} of ${relation.name}; the file has ${fields.join(', ') || 'no columns'}`,
    { missing, fields: [...fields], hint: 'name the columns with a mapping' },
  );
}
