import type { DatabaseSync } from 'node:sqlite';
import type { SqlToken } from '../../shared/domain/notebook-sql.ts';
import { meaningful } from './tokens.ts';

/** The relations of a statement by what it calls them: their alias, or their own name. */
export type Aliases = ReadonlyMap<string, string>;

/** Reads `relation [as] alias` wherever a table or view is named. */
export function aliasesOf(sql: string, db: DatabaseSync): Aliases {
  const known = new Set(
    db
      .prepare(`select lower(name) as name from sqlite_schema where type in ('table', 'view')`)
      .all()
      .map(row => String(row['name'])),
  );
  const tokens = meaningful(sql);
  const aliases = new Map<string, string>();
  tokens.forEach((token, at) => {
    const relation = nameOf(token);
    if (!known.has(relation)) return;
    const next = isWord(tokens[at + 1], 'as') ? tokens[at + 2] : tokens[at + 1];
    const alias = next?.kind === 'word' || next?.kind === 'quoted' ? nameOf(next) : '';
    aliases.set(alias === '' || NO_ALIAS.has(alias) ? relation : alias, relation);
  });
  return aliases;
}

const NO_ALIAS = new Set(
  'where on using join left right inner outer cross full natural group order limit having window union except intersect indexed not'.split(
    ' ',
  ),
);
const MOST_COLUMNS = 3;
const FEW_ROWS = 1000;

/**
 * The columns of an index that would spare a full scan: those that the statement compares, equal ones first. Null where
 * it compares none, where the relation is a view or small, and where an index begins with that column already.
 */
export function suggestIndex(
  db: DatabaseSync,
  sql: string,
  scanned: { alias: string; relation: string; rows: number | null },
  aliases: Aliases,
): string[] | null {
  const { alias, relation, rows } = scanned;
  if (rows !== null && rows < FEW_ROWS) return null;
  const isTable = db.prepare(`select 1 from sqlite_schema where type = 'table' and lower(name) = ?`).get(relation);
  if (isTable === undefined) return null;
  const columns = columnsOf(db, relation);
  // a table that the statement does not name is read through a view, and has the view's columns
  const named = [...aliases.values()].includes(relation);
  const others = named ? [...aliases.values()].filter(each => each !== relation) : [];
  const compared = comparedColumns(
    meaningful(sql),
    alias,
    columns,
    new Set(others.flatMap(each => [...columnsOf(db, each)])),
    named,
  );
  const wanted = [...new Set([...compared.equal, ...compared.within])].slice(0, MOST_COLUMNS);
  const [first] = wanted;
  return first === undefined || leadingColumns(db, relation).has(first) ? null : wanted;
}

function columnsOf(db: DatabaseSync, relation: string): Set<string> {
  const rows = db.prepare('select lower(name) as name from pragma_table_info(?)').all(relation);
  return new Set(rows.map(row => String(row['name'])));
}

function leadingColumns(db: DatabaseSync, relation: string): Set<string> {
  const rows = db
    .prepare(
      `select lower(i.name) as name from pragma_index_list(?) as l join pragma_index_info(l.name) as i where i.seqno = 0`,
    )
    .all(relation);
  return new Set(rows.map(row => String(row['name'])));
}

const EQUAL = new Set(['=', 'in', 'is']);
const WITHIN = new Set(['<', '>', 'between']);
const COMPARING = new Set(['where', 'on', 'having']);
const CLAUSES = new Set(['select', 'from', 'where', 'on', 'group', 'order', 'having', 'limit', 'window']);

function comparedColumns(
  tokens: readonly SqlToken[],
  alias: string,
  columns: ReadonlySet<string>,
  others: ReadonlySet<string>,
  named: boolean,
): { equal: string[]; within: string[] } {
  const found = { equal: new Array<string>(), within: new Array<string>() };
  let clause = '';
  tokens.forEach((token, at) => {
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (CLAUSES.has(word)) clause = word;
    const name = nameOf(token);
    if (!COMPARING.has(clause) || !columns.has(name)) return;
    const qualified = tokens[at - 1]?.text === '.';
    if (qualified ? nameOf(tokens[at - 2]) !== alias && named : others.has(name)) return;
    const after = tokens[at + 1]?.text.toLowerCase() ?? '';
    const before = tokens[qualified ? at - 3 : at - 1]?.text.toLowerCase() ?? '';
    if (EQUAL.has(after) || before === '=') found.equal.push(name);
    else if (WITHIN.has(after) || WITHIN.has(before)) found.within.push(name);
  });
  return found;
}

function nameOf(token: SqlToken | undefined): string {
  if (token?.kind === 'word') return token.text.toLowerCase();
  return token?.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"').toLowerCase() : '';
}

const isWord = (token: SqlToken | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toLowerCase() === word;
