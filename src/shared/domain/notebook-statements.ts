import { tokenizeSql } from './notebook-sql.ts';

/** A stretch of a text, with where it begins. */
export interface TextPart {
  text: string;
  offset: number;
}

/** The statements of a text, apart at their semicolons; what is only blank or comments is none. */
export function statementsOf(sql: string): TextPart[] {
  const parts: TextPart[] = [];
  let start = 0;
  let first: number | null = null;
  const close = (end: number): void => {
    if (first !== null) parts.push({ text: sql.slice(first, end).trimEnd(), offset: first });
    first = null;
  };
  for (const token of tokenizeSql(sql)) {
    if (token.text === ';') {
      close(token.start);
      start = token.end;
    } else if (token.kind !== 'comment' && token.start >= start) first ??= token.start;
  }
  close(sql.length);
  return parts;
}

/** The statement that the cursor is in, or that it follows; null where the text is a single one. */
export function statementAt(sql: string, cursor: number): TextPart | null {
  const parts = statementsOf(sql);
  if (parts.length < 2) return null;
  return parts.findLast(part => part.offset <= cursor) ?? parts[0] ?? null;
}
