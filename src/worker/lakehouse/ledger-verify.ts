import { RowDigest } from '../importers/load/row-digest.ts';
import type { BronzeValue } from '../importers/importer.ts';
import { bronzeRelations } from './bronze.ts';
import { findLoad, listLoads } from './ledger.ts';
import type { Lakehouse } from './open.ts';

export interface Verification {
  loadId: number;
  fileName: string;
  /** Whether the stored rows are the ones that were loaded, to the last value. */
  intact: boolean;
  rowsExpected: number;
  rowsFound: number;
  digestExpected: string;
  digestFound: string;
}

/** Reads a load's rows again and compares them with the digest in the ledger. Throws `not_found`. */
export function verifyLoad(lake: Lakehouse, idOrFileName: number | string): Verification {
  const load = findLoad(lake, idOrFileName);
  const columns = (bronzeRelations().find(relation => relation.name === load.relation)?.columns ?? []).map(c => c.name);
  const digest = new RowDigest(columns);
  const rows = lake.db
    .prepare(
      `select line_no, ${columns.join(', ')} from lake_${load.relation} where row_id between ? and ? and load_id = ?`,
    )
    .raw()
    .iterate(load.firstRowId, load.lastRowId, load.loadId) as IterableIterator<BronzeValue[]>;
  let rowsFound = 0;
  for (const row of rows) {
    digest.add(Number(row[0]), row, 1);
    rowsFound += 1;
  }
  return {
    loadId: load.loadId,
    fileName: load.fileName,
    intact: rowsFound === load.rowsLoaded && digest.hex === load.rowDigest,
    rowsExpected: load.rowsLoaded,
    rowsFound,
    digestExpected: load.rowDigest,
    digestFound: digest.hex,
  };
}

/** Every load, verified. */
export const verifyLoads = (lake: Lakehouse): Verification[] =>
  listLoads(lake).map(load => verifyLoad(lake, load.loadId));
