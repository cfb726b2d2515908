/** Statements that must not do what they say, before anybody disguises them. `FILE` is a path that must not come to be. */
export const HOSTILE = [
  `create table stolen as select * from gold_numbers`,
  `create temp table stolen as select 1`,
  `create view stolen as select 1`,
  `create temp trigger t after insert on gold_numbers begin select 1; end`,
  `create virtual table v using fts5(a)`,
  `insert into gold_numbers select * from gold_numbers`,
  `insert into gold_numbers default values returning *`,
  `update gold_numbers set title = 'x'`,
  `delete from gold_numbers`,
  `replace into lake_meta values ('a', 'b')`,
  `drop table gold_numbers`,
  `alter table gold_numbers rename to gone`,
  `reindex`,
  `analyze`,
  `vacuum`,
  `vacuum into 'FILE'`,
  `attach 'FILE' as other`,
  `attach ':memory:' as other`,
  `attach 'file:FILE?mode=rwc' as other`,
  `detach main`,
  `begin immediate`,
  `commit`,
  `rollback`,
  `savepoint s`,
  `pragma query_only = 0`,
  `pragma journal_mode = delete`,
  `pragma writable_schema = 1`,
  `pragma user_version = 7`,
  `pragma temp_store_directory = 'FILE'`,
  `pragma wal_checkpoint(truncate)`,
  `with w as (select 1) insert into lake_meta select 'a', 'b'`,
  `with w as (select 1) update gold_numbers set title = 'x'`,
  `with w as (select 1) delete from gold_numbers`,
  `explain insert into gold_numbers select * from gold_numbers`,
  `explain query plan delete from gold_numbers`,
  `select load_extension('FILE')`,
  `select writefile('FILE', 'x')`,
  `select readfile('/etc/passwd')`,
  `select edit('x', 'touch FILE')`,
  `select * from fsdir('/etc')`,
  `select * from pragma_database_list`,
  `select * from pragma_table_info('gold_numbers')`,
  `select * from pragma_user_version(7)`,
  `select fts3_tokenizer('simple', x'4141414141414141')`,
  `select 1; drop table gold_numbers`,
  `select 1; attach 'FILE' as other`,
  `select 1;;; vacuum into 'FILE'`,
  `; drop table gold_numbers`,
  `values (1); insert into lake_meta values ('a', 'b')`,
] as const;

/** Disguises that SQLite sees through, and that a filter by text may not. Deterministic for a seed. */
export function disguise(statement: string, random: () => number): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const gap = (): string => pick([' ', '\n', '\t', '/**/', '/* ; */', ' -- x\n', '\f', '\r\n', '/*/**/', "/*'*/"]);
  let text = statement.replaceAll(' ', gap);
  text = [...text]
    .map(c => (/[a-z]/i.test(c) && random() < 0.4 ? (random() < 0.5 ? c.toUpperCase() : c.toLowerCase()) : c))
    .join('');
  if (text.includes('FILE') === false) text = text.replace(/file/i, 'FILE');
  const before = pick(['', '\n', '/* select */', '-- select 1;\n', ' ', '﻿', '/*', ';', "'';", 'explain ', '(']);
  const after = pick(['', ';', ' ;', ';;', '--', '/*', '; --', '; /* */', '; select 1', '\0', '\0; select 1']);
  return before + text + after;
}

/** A small generator with a printed seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
