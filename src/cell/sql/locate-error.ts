import { TracklakeError } from '../../shared/errors.ts';
import { meaningful } from './tokens.ts';

export interface Located {
  message: string;
  offset: number | null;
  length: number | null;
}

/**
 * Where in the text SQLite's complaint lies. `node:sqlite` gives no offset, so a syntax error is found by preparing ever
 * longer heads of the statement (the first head that fails in the same way ends with the culprit), and an unknown name by
 * looking for it.
 */
export function locateError(sql: string, error: unknown, prepare: (sql: string) => void): Located {
  if (error instanceof TracklakeError) {
    const offset = error.details.offset ?? null;
    return { message: error.message, offset, length: offset === null ? null : wordLength(sql, offset) };
  }
  const message = error instanceof Error ? error.message : String(error);
  const found = syntaxError(sql, message, prepare) ?? unknownName(sql, message) ?? endOfInput(sql, message);
  return { message: inWords(message), offset: found?.offset ?? null, length: found?.length ?? null };
}

type Place = { offset: number; length: number };

function syntaxError(sql: string, message: string, prepare: (sql: string) => void): Place | undefined {
  if (!/^near "|^unrecognized token/.test(message)) return undefined;
  const tokens = meaningful(sql);
  let low = 0;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (failsWithin(sql.slice(0, tokens[middle]?.end), prepare)) high = middle;
    else low = middle + 1;
  }
  const token = tokens[low];
  return token && { offset: token.start, length: token.end - token.start };
}

/** A head of a statement that is only too short fails with "incomplete input", or on names: it is well-formed so far. */
function failsWithin(head: string, prepare: (sql: string) => void): boolean {
  try {
    prepare(head);
    return false;
  } catch (error) {
    return /^near "|^unrecognized token/.test(error instanceof Error ? error.message : '');
  }
}

const NAMED =
  /^(?:no such (?:column|table|function|window|index|collation sequence|table-valued function)|ambiguous column name|misuse of (?:window function|aggregate function|aggregate)|wrong number of arguments to function|table|no tables specified|circular reference|multiple references to recursive table|duplicate WITH table name): ?(.+?)(?:\(\))?$/i;

function unknownName(sql: string, message: string): Place | undefined {
  const name =
    NAMED.exec(message)?.[1] ?? /function (\w+)\(\)/.exec(message)?.[1] ?? /^table (\S+) has/.exec(message)?.[1];
  if (name === undefined) return undefined;
  const parts = name.split('.').map(part => part.toLowerCase());
  const tokens = meaningful(sql);
  for (let at = 0; at < tokens.length; at += 1) {
    const end = matchDotted(
      tokens.slice(at, at + parts.length * 2 - 1).map(token => bare(token.text)),
      parts,
    );
    const last = tokens[at + parts.length * 2 - 2];
    const first = tokens[at];
    if (end && first !== undefined && last !== undefined)
      return { offset: first.start, length: last.end - first.start };
  }
  if (parts.length === 1) return undefined;
  return unknownName(sql, `no such table: ${parts.at(-1)}`);
}

/** `t . column` against [t, column]. */
const matchDotted = (texts: string[], parts: string[]): boolean =>
  texts.length === parts.length * 2 - 1 &&
  texts.every((text, i) => (i % 2 === 1 ? text === '.' : text === parts[i / 2]));

const bare = (text: string): string => text.replace(/^["`[]|["`\]]$/g, '').toLowerCase();

function endOfInput(sql: string, message: string): Place | undefined {
  return message === 'incomplete input' ? { offset: sql.trimEnd().length, length: 0 } : undefined;
}

function wordLength(sql: string, offset: number): number {
  return /^[\w$]+|^./.exec(sql.slice(offset))?.[0].length ?? 0;
}

/** Two messages that SQLite words for its own developers. */
function inWords(message: string): string {
  if (message === 'not authorized') return 'a cell may only read: this statement does something else';
  if (message.includes('string or blob too big')) return 'a text or blob is longer than the 64 MB that a cell may hold';
  return message;
}
