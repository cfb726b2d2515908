/** One piece of SQL text. `text` is as written; `start` is its offset. */
export interface SqlToken {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'reference' | 'symbol' | 'comment';
  text: string;
  start: number;
  end: number;
}

const PATTERNS: [SqlToken['kind'], RegExp][] = [
  ['comment', /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['reference', /\{\{\s*[A-Za-z_]\w*\s*\}\}/y],
  ['string', /[xX]?'(?:[^']|'')*(?:'|$)/y],
  ['quoted', /"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)/y],
  ['parameter', /[:@$][A-Za-z_]\w*/y],
  ['number', /0x[0-9a-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
];

/** SQLite's tokens, white space left out. Never throws: an unclosed string or comment runs to the end. */
export function tokenizeSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    if (/\s/.test(sql[at] ?? '')) {
      at += 1;
      continue;
    }
    const token = match(sql, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function match(sql: string, start: number): SqlToken {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined && text !== '') return { kind, text, start, end: start + text.length };
  }
  return { kind: 'symbol', text: sql[start] ?? '', start, end: start + 1 };
}

/** The cell names that a statement reads with `{{name}}`, each once, in the order they appear. */
export const cellReferences = (sql: string): string[] => [
  ...new Set(
    tokenizeSql(sql)
      .filter(token => token.kind === 'reference')
      .map(token => referencedName(token.text)),
  ),
];

/** The parameters that a statement binds with `:name`, each once. */
export const parameterNames = (sql: string): string[] => [
  ...new Set(
    tokenizeSql(sql)
      .filter(token => token.kind === 'parameter' && token.text.startsWith(':'))
      .map(token => token.text.slice(1)),
  ),
];

export const referencedName = (text: string): string => text.slice(2, -2).trim();

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
