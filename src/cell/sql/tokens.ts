import { tokenizeSql, type SqlToken } from '../../shared/domain/notebook-sql.ts';
import { TracklakeError } from '../../shared/errors.ts';

const FIRST_WORDS = new Set(['select', 'with', 'values', 'explain']);

/** The tokens that SQLite would see. */
export const meaningful = (sql: string): SqlToken[] => tokenizeSql(sql).filter(token => token.kind !== 'comment');

/**
 * The one statement in `sql`, without its semicolon. SQLite's `prepare` silently drops what follows the first statement,
 * so a second one is refused here; so is anything that does not begin as a query does.
 */
export function singleStatement(sql: string): string {
  if (sql.includes('\0'))
    throw new TracklakeError('sql', 'the statement contains a NUL character', { offset: sql.indexOf('\0') });
  const tokens = meaningful(sql);
  const end = tokens.findIndex(token => token.text === ';');
  const second = end < 0 ? undefined : tokens.slice(end).find(token => token.text !== ';');
  const first = tokens[0];
  if (first === undefined || end === 0)
    throw new TracklakeError('sql', 'there is no statement here', { sql, offset: 0 });
  if (second !== undefined) {
    throw new TracklakeError('sql', 'a cell runs one statement; this one begins a second', {
      sql,
      offset: second.start,
    });
  }
  if (first.kind !== 'word' || !FIRST_WORDS.has(first.text.toLowerCase())) {
    const message = `a cell reads: it begins with select, with, values or explain, not with ${first.text.slice(0, 40)}`;
    throw new TracklakeError('sql', message, { sql, offset: first.start });
  }
  return end < 0 ? sql : sql.slice(0, tokens[end]?.start);
}

export const isExplain = (sql: string): boolean => meaningful(sql)[0]?.text.toLowerCase() === 'explain';

/** Parameters as `:name`, `@name` or `$name`, without their sign, each once. A bare `?` has no name to bind by. */
export function namedParameters(sql: string): string[] {
  const tokens = meaningful(sql);
  const bare = tokens.find(token => token.text === '?');
  if (bare !== undefined) {
    throw new TracklakeError('sql', 'name the parameter: write :name instead of ?', { sql, offset: bare.start });
  }
  return [...new Set(tokens.filter(token => token.kind === 'parameter').map(token => token.text.slice(1)))];
}
