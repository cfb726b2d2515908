import { TracklakeError } from '../../shared/errors.ts';
import { bronzeRelation, rulesByName } from './mapping.ts';
import { planByMapping } from './generic.ts';
import type { TableKind } from './formats/table-source.ts';
import type { Importer } from './importer.ts';
import { suggestMapping } from './suggest-mapping.ts';
import { relationOfFields } from './tracklake.ts';

/**
 * Files that hold tables with named, typed columns. Columns named like a bronze relation's are taken as they are; others
 * by a mapping, or by the best guess.
 */
const tableImporter = (kind: TableKind, title: string): Importer => ({
  name: kind,
  title,
  version: 1,
  detect({ table }) {
    if (table?.kind !== kind) return 0;
    if (relationOfFields(table.fields, table.name) !== undefined) return 0.9;
    return suggestMapping(table.fields)?.complete === true ? 0.7 : 0;
  },
  plan({ table }, { mapping } = {}) {
    if (table?.kind !== kind) throw new TracklakeError('bad_input', `the file is not of kind ${kind}`);
    const own = mapping === undefined ? relationOfFields(table.fields, table.name) : undefined;
    if (own === undefined) return planByMapping({ kind: 'table' }, table.fields, mapping);
    return {
      relation: own.name,
      format: { kind: 'table' },
      rules: rulesByName(bronzeRelation(own.name), table.fields),
      ignore: ['row_id', 'load_id', 'line_no'],
    };
  },
});

export const parquet = tableImporter('parquet', 'Parquet files');
export const arrow = tableImporter('arrow', 'Arrow files and streams (Feather 2)');
export const sqlite = tableImporter('sqlite', 'SQLite databases, a table a load');
export const xlsx = tableImporter('xlsx', 'Excel workbooks, a sheet a load');
