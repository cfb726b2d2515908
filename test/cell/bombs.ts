import type { LimitKind } from '../../src/shared/rpc/cells.ts';

export interface Bomb {
  about: string;
  sql: string;
  /** The ceilings that may be the first. */
  limit: readonly LimitKind[];
  /** Runs with `npm test` too. */
  ordinary: boolean;
}

const endless = 'with recursive n (i) as (select 1 union all select i + 1 from n)';

/** Statements that never end, or never end in time. */
export const BOMBS: readonly Bomb[] = [
  { about: 'a count that never ends', sql: `${endless} select count(*) from n`, limit: ['time'], ordinary: true },
  { about: 'rows that never end', sql: `${endless} select i from n`, limit: ['rows', 'result'], ordinary: true },
  {
    about: 'a sorter that fills the disk',
    sql: `${endless} select i, printf('%.*c', 1000, 'x') as pad from n order by random()`,
    limit: ['temp', 'time', 'memory'],
    ordinary: true,
  },
  { about: 'one huge value', sql: 'select zeroblob(900000000)', limit: ['value'], ordinary: true },
  {
    about: 'a group that holds everything',
    sql: `${endless} select group_concat(printf('%.*c', 100000, 'x')) from n`,
    limit: ['value', 'memory', 'time'],
    ordinary: true,
  },
  {
    about: 'wide rows that never end',
    sql: `${endless} select i, randomblob(100000) as b from n`,
    limit: ['result', 'rows', 'memory'],
    ordinary: true,
  },
  {
    about: 'a cross join of a relation with itself',
    sql: 'select count(*) from gold_numbers a, gold_numbers b, gold_numbers c, gold_numbers d',
    limit: ['time'],
    ordinary: false,
  },
  {
    about: 'a cross join with rows',
    sql: 'select a.*, b.* from gold_numbers a, gold_numbers b, gold_numbers c',
    limit: ['rows', 'result'],
    ordinary: false,
  },
  {
    about: 'a distinct that never ends',
    sql: `${endless} select count(distinct i) from n`,
    limit: ['time', 'temp', 'memory'],
    ordinary: false,
  },
  {
    about: 'an array that never ends',
    sql: `${endless} select json_group_array(i) from n`,
    limit: ['time', 'memory', 'value'],
    ordinary: false,
  },
  {
    about: 'a pattern that backtracks',
    sql: `select count(*) from gold_numbers a, gold_numbers b where printf('%.*c', 3000 + (a.play_id + b.play_id) % 2, 'a') like '%a%a%a%a%a%a%a%a%a%b'`,
    limit: ['time'],
    ordinary: false,
  },
  {
    about: 'a window over everything',
    sql: `${endless} select sum(i) over (order by random()) from n`,
    limit: ['temp', 'time', 'memory'],
    ordinary: false,
  },
  {
    about: 'a recursion that doubles',
    sql: `with recursive d (t) as (select 'x' union all select t || t from d) select length(t) from d`,
    limit: ['value', 'time', 'memory', 'rows'],
    ordinary: false,
  },
  {
    about: 'a union that remembers all',
    sql: `with recursive n (i) as (select 1 union select i + 1 from n) select count(*) from n`,
    limit: ['time', 'memory', 'temp'],
    ordinary: false,
  },
  {
    about: 'hex of a large blob',
    sql: `${endless} select hex(zeroblob(30000000)) from n`,
    limit: ['result', 'memory', 'value', 'time'],
    ordinary: false,
  },
];
