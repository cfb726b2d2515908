import type { Lakehouse } from '../lakehouse/open.ts';
import type { Cursor } from './collector.ts';

/** How far a collector has come with an account, as the lakehouse keeps it. */
export interface Kept {
  stream: string;
  account: string;
  mark: Cursor | null;
  /** Null when nothing is under way. */
  cursor: Cursor | null;
  /** Of the collection under way, or of the last one. */
  pages: number;
  newRecords: number;
  movedAt: string;
  completedAt: string | null;
}

interface KeptRow extends Omit<Kept, 'mark' | 'cursor'> {
  mark: string | null;
  cursor: string | null;
}

const COLUMNS = `stream, account, mark, cursor, pages, new_records as newRecords, moved_at as movedAt, completed_at as completedAt`;

/** The name under which progress and keys are kept: `lastfm.plays`. */
export const streamKey = (collector: string, stream: string): string => `${collector}.${stream}`;

export function keptProgress(lake: Lakehouse, stream: string, account: string): Kept | undefined {
  const row = lake.db
    .prepare(`select ${COLUMNS} from lake_collect_cursors where stream = ? and account = ?`)
    .get(stream, account) as KeptRow | undefined;
  return row && parseRow(row);
}

/** All that was ever collected into this lakehouse, newest first. */
export const allKept = (lake: Lakehouse): Kept[] =>
  (lake.db.prepare(`select ${COLUMNS} from lake_collect_cursors order by moved_at desc`).all() as KeptRow[]).map(
    parseRow,
  );

const parseRow = ({ mark, cursor, ...row }: KeptRow): Kept => ({
  ...row,
  mark: mark === null ? null : (JSON.parse(mark) as Cursor),
  cursor: cursor === null ? null : (JSON.parse(cursor) as Cursor),
});

/** To be called in the transaction that holds the rows. */
export function keepProgress(lake: Lakehouse, kept: Kept): void {
  lake.db
    .prepare(
      `insert into lake_collect_cursors (stream, account, mark, cursor, pages, new_records, moved_at, completed_at)
       values (@stream, @account, @mark, @cursor, @pages, @newRecords, @movedAt, @completedAt)
       on conflict (stream, account) do update set mark = excluded.mark, cursor = excluded.cursor, pages = excluded.pages,
         new_records = excluded.new_records, moved_at = excluded.moved_at, completed_at = excluded.completed_at`,
    )
    .run({
      ...kept,
      mark: kept.mark === null ? null : JSON.stringify(kept.mark),
      cursor: kept.cursor === null ? null : JSON.stringify(kept.cursor),
    });
}
