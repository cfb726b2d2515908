import { quoteIdentifier, referencedName, tokenizeSql } from '../../shared/domain/notebook-sql.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { CellReference } from '../../shared/rpc/cells.ts';
import { meaningful, singleStatement } from './tokens.ts';

export interface Compiled {
  sql: string;
  /** References that stand for a stored result: a temporary table of that name has to be there. */
  stored: (CellReference & { resultId: string })[];
  /** From an offset in `sql` to one in the cell's own text. */
  map: (offset: number) => number;
}

/**
 * Puts the results of other cells into a statement. `{{name}}` and a plain `name` both mean the cell of that name: a
 * temporary table where its result is stored, else a common table expression before the statement.
 */
export function compileReferences(source: string, references: readonly CellReference[]): Compiled {
  const own = replaceBraces(source, new Set(references.map(each => each.name)));
  const used = references.filter(each => mentions(own, each.name));
  const stored = used.filter((each): each is CellReference & { resultId: string } => each.resultId !== undefined);
  const expressions = used.filter(each => each.resultId === undefined).map(expression);
  if (expressions.length === 0) return { sql: own, stored, map: offset => offset };
  return { ...prepend(expressions, own), stored };
}

function replaceBraces(source: string, known: ReadonlySet<string>): string {
  let text = '';
  let at = 0;
  for (const token of tokenizeSql(source)) {
    if (token.kind !== 'reference') continue;
    const name = referencedName(token.text);
    if (!known.has(name)) {
      throw new TracklakeError('bad_input', `no cell is called ${name}`, {
        value: name,
        offset: token.start,
        sql: source,
      });
    }
    text += source.slice(at, token.start) + quoteIdentifier(name).padEnd(token.text.length);
    at = token.end;
  }
  return text + source.slice(at);
}

const mentions = (sql: string, name: string): boolean =>
  meaningful(sql).some(
    token =>
      (token.kind === 'word' || token.kind === 'quoted') &&
      token.text.replace(/^"|"$/g, '').toLowerCase() === name.toLowerCase(),
  );

function expression({ name, sql }: CellReference): string {
  if (sql === undefined) throw new TracklakeError('bad_input', `cell ${name} has neither a result nor a statement`);
  return `${quoteIdentifier(name)} as (\n${singleStatement(sql)}\n)`;
}

/** Common table expressions before a statement, joined with a `with` of its own. */
function prepend(expressions: string[], own: string): { sql: string; map: (offset: number) => number } {
  const [first, second] = meaningful(own);
  if (first?.text.toLowerCase() !== 'with') {
    const head = `with ${expressions.join(',\n')}\n`;
    return { sql: head + own, map: offset => Math.max(0, offset - head.length) };
  }
  const keyword = second?.text.toLowerCase() === 'recursive' ? second : first;
  const inserted = ` ${expressions.join(',\n')},\n`;
  return {
    sql: own.slice(0, keyword.end) + inserted + own.slice(keyword.end),
    map: offset => (offset < keyword.end ? offset : Math.max(keyword.end, offset - inserted.length)),
  };
}
