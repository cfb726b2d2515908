import { tokenizeSql, type SqlToken } from '../../shared/domain/notebook-sql.ts';

/** A relation as a statement sees it: under its alias, with the columns that are known. */
export interface SourceInScope {
  alias: string;
  relation: string;
  columns: readonly string[];
}

export interface Scope {
  sources: SourceInScope[];
  /** Common table expressions of the statement with their columns, as far as they can be read. */
  expressions: ReadonlyMap<string, readonly string[]>;
}

export type ColumnsOf = (relation: string) => readonly string[];

const ENDS_SOURCE = new Set([
  'where',
  'group',
  'order',
  'limit',
  'having',
  'window',
  'union',
  'except',
  'intersect',
  'on',
  'using',
  'set',
]);
const NOT_ALIAS = new Set([
  ...ENDS_SOURCE,
  'join',
  'left',
  'right',
  'inner',
  'outer',
  'cross',
  'full',
  'natural',
  'as',
  'indexed',
  'not',
]);

/**
 * What can be named at `offset`: the relations of the select around it (and of those around that), and the common
 * table expressions before it. Reads tokens alone, so it works on half a statement.
 */
export function scopeAt(sql: string, offset: number, columnsOf: ColumnsOf): Scope {
  const tokens = tokenizeSql(sql).filter(token => token.kind !== 'comment');
  const expressions = readExpressions(tokens, columnsOf);
  const known: ColumnsOf = relation => expressions.get(relation.toLowerCase()) ?? columnsOf(relation);
  const sources: SourceInScope[] = [];
  for (const [from, to] of selectsAround(tokens, offset)) {
    for (const source of readSources(tokens, from, to)) sources.push({ ...source, columns: known(source.relation) });
  }
  return { sources, expressions };
}

/** Token ranges of the parentheses around the offset, the innermost first, the statement last. */
function selectsAround(tokens: readonly SqlToken[], offset: number): [number, number][] {
  const open: number[] = [];
  const around: [number, number][] = [];
  tokens.forEach((token, index) => {
    if (token.text === '(') open.push(index);
    if (token.text !== ')') return;
    const from = open.pop();
    if (from === undefined) return;
    if ((tokens[from]?.start ?? 0) < offset && token.start >= offset) around.push([from + 1, index]);
  });
  for (const from of open.reverse()) if ((tokens[from]?.start ?? 0) < offset) around.push([from + 1, tokens.length]);
  around.sort((a, b) => b[0] - a[0]);
  return [...around, [0, tokens.length]];
}

/** The relations after `from` and `join` at this depth, with their aliases. */
function readSources(tokens: readonly SqlToken[], from: number, to: number): { alias: string; relation: string }[] {
  const found: { alias: string; relation: string }[] = [];
  let depth = 0;
  let expecting = false;
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth !== 0) continue;
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (word === 'from' || word === 'join' || (token.text === ',' && expecting)) {
      expecting = true;
      const named = tokens[at + 1];
      if (named === undefined || !(named.kind === 'word' || named.kind === 'quoted' || named.kind === 'reference'))
        continue;
      const relation = nameOf(named);
      let next = tokens[at + 2];
      if (next?.kind === 'word' && next.text.toLowerCase() === 'as') next = tokens[at + 3];
      const aliased =
        next !== undefined &&
        (next.kind === 'word' || next.kind === 'quoted') &&
        !NOT_ALIAS.has(next.text.toLowerCase());
      found.push({ relation, alias: aliased && next !== undefined ? nameOf(next) : relation });
    } else if (ENDS_SOURCE.has(word) && word !== 'on' && word !== 'using') {
      expecting = false;
    }
  }
  return found;
}

function readExpressions(tokens: readonly SqlToken[], columnsOf: ColumnsOf): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  tokens.forEach((token, index) => {
    const previous = tokens[index - 1];
    const opens =
      previous?.text.toLowerCase() === 'with' || previous?.text.toLowerCase() === 'recursive' || previous?.text === ',';
    if (!opens || !(token.kind === 'word' || token.kind === 'quoted')) return;
    let at = index + 1;
    let columns: string[] | null = null;
    if (tokens[at]?.text === '(') {
      const end = closing(tokens, at);
      if (tokens[end + 1]?.text.toLowerCase() !== 'as') return;
      columns = tokens
        .slice(at + 1, end)
        .filter(each => each.kind === 'word' || each.kind === 'quoted')
        .map(nameOf);
      at = end + 1;
    }
    if (tokens[at]?.text.toLowerCase() !== 'as' || tokens[at + 1]?.text !== '(') return;
    const end = closing(tokens, at + 1);
    const known: ColumnsOf = relation => found.get(relation.toLowerCase()) ?? columnsOf(relation);
    found.set(nameOf(token).toLowerCase(), columns ?? selectedColumns(tokens.slice(at + 2, end), known));
  });
  return found;
}

/** The names that a select gives its columns; `*` brings those of its relations. */
function selectedColumns(tokens: readonly SqlToken[], columnsOf: ColumnsOf): string[] {
  const start = tokens.findIndex(token => token.text.toLowerCase() === 'select');
  if (start < 0) return [];
  const names: string[] = [];
  let depth = 0;
  let last: SqlToken | undefined;
  const close = (): void => {
    if (last === undefined) return;
    if (last.text === '*')
      names.push(...readSources(tokens, 0, tokens.length).flatMap(source => columnsOf(source.relation)));
    else if (last.kind === 'word' || last.kind === 'quoted') names.push(nameOf(last));
    last = undefined;
  };
  for (const token of tokens.slice(start + 1)) {
    if (token.text === '(') depth += 1;
    if (depth === 0 && token.kind === 'word' && token.text.toLowerCase() === 'from') break;
    if (depth === 0 && token.text === ',') close();
    else if (depth === 0 && token.text.toLowerCase() !== 'distinct') last = token;
    if (token.text === ')') depth -= 1;
  }
  close();
  return names;
}

function closing(tokens: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === '(') depth += 1;
    if (tokens[at]?.text === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

export function nameOf(token: SqlToken): string {
  if (token.kind === 'reference') return token.text.slice(2, -2).trim();
  if (token.kind !== 'quoted') return token.text;
  return token.text.slice(1, -1).replaceAll('""', '"');
}
