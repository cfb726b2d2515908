import type { Answers } from '../messages.ts';
import { connectReadOnly, snapshotOf } from './connect.ts';
import { rowsOf } from './explain.ts';
import { KEYWORDS } from './keywords.ts';

/** All that completion needs to know about a lakehouse. */
export function dumpSchema(lakePath: string): Answers['schema'] {
  const db = connectReadOnly(lakePath);
  try {
    const tables = db
      .prepare(
        `select s.name, s.type from sqlite_schema s where s.type in ('table', 'view') and s.name not like 'sqlite_%' order by s.name`,
      )
      .all() as unknown as { name: string; type: 'table' | 'view' }[];
    const columnsOf = db.prepare('select name, type from pragma_table_info(?)');
    const relations = tables.map(({ name, type }) => ({
      name,
      type,
      rows: rowsOf(db, name),
      columns: columnsOf.all(name) as unknown as { name: string; type: string }[],
    }));
    return { snapshotId: snapshotOf(db), relations, functions: functionsOf(db), keywords: KEYWORDS };
  } finally {
    db.close();
  }
}

const KINDS = { s: 'scalar', a: 'aggregate', w: 'window' } as const;
const TABLE_FUNCTIONS = ['json_each', 'json_tree'];

function functionsOf(db: ReturnType<typeof connectReadOnly>): Answers['schema']['functions'] {
  const rows = db
    .prepare(
      `select name, type, group_concat(narg) as nargs from pragma_function_list where name glob '[a-z]*' group by name, type order by name`,
    )
    .all() as unknown as { name: string; type: keyof typeof KINDS; nargs: string }[];
  return [
    ...rows.map(({ name, type, nargs }) => ({ name, kind: KINDS[type], arities: nargs.split(',').map(Number) })),
    ...TABLE_FUNCTIONS.map(name => ({ name, kind: 'table' as const, arities: [1, 2] })),
  ];
}
