import type { Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { relations } from '../../../src/worker/lakehouse/relations.ts';

/** Every row of every silver and gold relation, in an order of its own, for comparing two states. */
export function dumpAll(lake: Lakehouse): Record<string, unknown[]> {
  return Object.fromEntries(relations().map(relation => [relation.name, dump(lake, relation.name)]));
}

export function dump(lake: Lakehouse, relation: string): unknown[] {
  const rows = lake.db.prepare(`select * from ${relation}`).all();
  return rows.map(row => JSON.stringify(row)).sort();
}
