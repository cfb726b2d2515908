import type Database from 'better-sqlite3';

export interface DraftRow {
  ref: string;
  text: string;
  baseEtag: string | null;
  at: string;
}

/** What has been typed, durable as soon as it is written here. */
export interface Journal {
  /** False when a newer text is kept already. */
  write(ref: string, text: string, baseEtag: string | null, seq: number): boolean;
  draft(ref: string): DraftRow | null;
  drafts(): DraftRow[];
  /** The text was saved, or is not wanted any more. */
  discard(ref: string): void;
  keepVersion(ref: string, text: string, saved: boolean): void;
  versions(ref: string, limit: number): { versionId: number; at: string; bytes: number; saved: boolean }[];
  version(versionId: number): DraftRow | null;
  /** Versions follow a file that was renamed. */
  rename(from: string, to: string): void;
}

const MINUTE = 60_000;
const VERSIONS_KEPT = 200;

export function journal(db: Database.Database, now: () => Date = () => new Date()): Journal {
  const draftColumns = 'ref, text, base_etag as baseEtag, at';
  const put = db.prepare(
    `insert into drafts (ref, text, base_etag, seq, at) values (@ref, @text, @baseEtag, @seq, @at)
     on conflict (ref) do update set text = excluded.text, base_etag = excluded.base_etag, seq = excluded.seq, at = excluded.at
     where excluded.seq > drafts.seq`,
  );
  const one = db.prepare(`select ${draftColumns} from drafts where ref = ?`);
  const all = db.prepare(`select ${draftColumns} from drafts order by at desc`);
  const drop = db.prepare('delete from drafts where ref = ?');
  const lastVersion = db.prepare('select text, at, saved from versions where ref = ? order by version_id desc limit 1');
  const addVersion = db.prepare('insert into versions (ref, text, saved, at) values (?, ?, ?, ?)');
  const trim = db.prepare(
    'delete from versions where ref = @ref and version_id not in (select version_id from versions where ref = @ref order by version_id desc limit @kept)',
  );

  function keepVersion(ref: string, text: string, saved: boolean): void {
    const last = lastVersion.get(ref) as { text: string; at: string; saved: number } | undefined;
    if (last?.text === text && (last.saved === 1) === saved) return;
    const at = now();
    if (!saved && last !== undefined && at.getTime() - Date.parse(last.at) < MINUTE) return;
    addVersion.run(ref, text, Number(saved), at.toISOString());
    trim.run({ ref, kept: VERSIONS_KEPT });
  }

  return {
    write: db.transaction((ref: string, text: string, baseEtag: string | null, seq: number) => {
      const { changes } = put.run({ ref, text, baseEtag, seq, at: now().toISOString() });
      if (changes > 0) keepVersion(ref, text, false);
      return changes > 0;
    }).immediate,
    draft: ref => (one.get(ref) as DraftRow | undefined) ?? null,
    drafts: () => all.all() as DraftRow[],
    discard: ref => void drop.run(ref),
    keepVersion,
    versions: (ref, limit) =>
      (
        db
          .prepare(
            'select version_id as versionId, at, length(cast(text as blob)) as bytes, saved from versions where ref = ? order by version_id desc limit ?',
          )
          .all(ref, limit) as { versionId: number; at: string; bytes: number; saved: number }[]
      ).map(row => ({ ...row, saved: row.saved === 1 })),
    version: versionId =>
      (db.prepare('select ref, text, null as baseEtag, at from versions where version_id = ?').get(versionId) as
        DraftRow | undefined) ?? null,
    rename(from, to) {
      db.prepare('update versions set ref = ? where ref = ?').run(to, from);
      db.prepare('update or replace drafts set ref = ? where ref = ?').run(to, from);
      db.prepare('update history set notebook = ? where notebook = ?').run(to, from);
    },
  };
}
