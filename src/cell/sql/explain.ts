import type { DatabaseSync } from 'node:sqlite';
import type { PlanNode } from '../../shared/rpc/cells.ts';
import type { Answers, Task } from '../messages.ts';
import { connectReadOnly } from './connect.ts';
import { withSession } from './session.ts';
import { aliasesOf, suggestIndex, type Aliases } from './suggest-index.ts';
import { isExplain, namedParameters } from './tokens.ts';

type ExplainTask = Extract<Task, { kind: 'explain' }>;

/** SQLite's plan for a statement as a tree, with what reads every row flagged. */
export function explainStatement(task: ExplainTask, cacheFolder: string): Answers['explain'] {
  return withSession({ ...task, cacheFolder, fill: false }, ({ db, sql }) => {
    const statement = db.prepare(isExplain(sql) ? sql : `explain query plan ${sql}`);
    const unbound = Object.fromEntries(namedParameters(sql).map(name => [name, null]));
    const rows = statement.all(unbound) as unknown as { id: number; parent: number; detail: string }[];
    // the connection that ran it reads data alone; this one may ask for columns and indexes
    const lake = connectReadOnly(task.lakePath);
    try {
      const plan = treeOf(rows, { db: lake, sql, aliases: aliasesOf(sql, lake) });
      return { plan, text: textOf(plan) };
    } finally {
      lake.close();
    }
  });
}

interface Explained {
  db: DatabaseSync;
  sql: string;
  aliases: Aliases;
}

function treeOf(rows: readonly { id: number; parent: number; detail: string }[], explained: Explained): PlanNode[] {
  const nodes = new Map<number, PlanNode>();
  const roots: PlanNode[] = [];
  for (const { id, parent, detail } of rows) {
    const node: PlanNode = { id, detail, ...readingOf(detail, explained), children: [] };
    nodes.set(id, node);
    (nodes.get(parent)?.children ?? roots).push(node);
  }
  return roots;
}

function readingOf(
  detail: string,
  { db, sql, aliases }: Explained,
): Pick<PlanNode, 'fullScan' | 'relation' | 'rows' | 'materialises' | 'index'> {
  const reads = /^(SCAN|SEARCH) (\S+)/.exec(detail);
  const alias = reads?.[2] ?? null;
  const isTable = alias !== null && !alias.startsWith('(') && !/CONSTANT ROW/.test(detail);
  const relation = isTable ? (aliases.get(alias.toLowerCase()) ?? alias) : null;
  const rows = relation === null ? null : rowsOf(db, relation);
  const fullScan = reads?.[1] === 'SCAN' && isTable && !/VIRTUAL TABLE/.test(detail);
  return {
    fullScan,
    relation,
    rows,
    index:
      fullScan && relation !== null
        ? suggestIndex(db, sql, { alias: alias.toLowerCase(), relation, rows }, aliases)
        : null,
    materialises: /TEMP B-TREE|^MATERIALIZE|^CO-ROUTINE/.test(detail),
  };
}

/** From the statistics or the bookkeeping: counting would be a scan. */
export function rowsOf(db: DatabaseSync, relation: string): number | null {
  for (const sql of [
    'select rows from lake_relations where relation = ?',
    `select row_id as rows from lake_high_water where 'lake_' || relation = ?1 or relation = ?1`,
    `select cast(substr(stat, 1, instr(stat || ' ', ' ') - 1) as integer) as rows from sqlite_stat1 where tbl = ? limit 1`,
  ]) {
    try {
      const rows = db.prepare(sql).get(relation)?.['rows'];
      if (rows != null) return Number(rows);
    } catch {
      continue; // not a lakehouse, or never analysed
    }
  }
  return null;
}

function textOf(nodes: readonly PlanNode[], depth = 0): string {
  return nodes.map(node => `${'  '.repeat(depth)}${node.detail}\n${textOf(node.children, depth + 1)}`).join('');
}
