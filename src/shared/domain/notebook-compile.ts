import { TracklakeError } from '../errors.ts';
import { cellName, type Cell, type InputCell, type InputValue, type SqlCell } from './notebook.ts';
import { parameterNames, quoteIdentifier, referencedName, tokenizeSql } from './notebook-sql.ts';

/** What really runs for a SQL cell. */
export interface CompiledSql {
  sql: string;
  /** Cells whose stored results it reads; they stay `{{name}}` in `sql`. */
  references: { name: string; resultId: string }[];
  /** Values of the input cells that the statement binds; text is never spliced. */
  params: Record<string, InputValue>;
  /** Where the cell's own text begins in `sql`, so that an error's offset can be shown in the editor. */
  map: (offset: number) => number;
}

/** Results that can be read as they are, by the name of their cell. */
export type StoredResults = ReadonlyMap<string, string>;

const NONE_STORED: StoredResults = new Map();

/**
 * Compiles `{{name}}`: a stored result stays a reference, any other cell goes in as a common table expression, once, in
 * the order they need each other. Throws `bad_input` for an unknown name and for a cycle.
 */
export function compileCell(cells: readonly Cell[], cell: SqlCell, stored = NONE_STORED): CompiledSql {
  return compileStatement(cells, cell.source, cell.id, stored);
}

/** The same for a statement that is no cell, such as a chart's aggregation over `{{name}}`. */
function compileStatement(cells: readonly Cell[], source: string, reader = '', stored = NONE_STORED): CompiledSql {
  const byName = new Map<string, Cell>();
  for (const cell of cells) {
    const name = cellName(cell);
    if (name !== '' && !byName.has(name)) byName.set(name, cell);
  }
  const { expressions, texts, read } = collect(byName, source, reader, stored);
  const params = bindInputs(byName, texts);
  const own = replaceReferences(stripSemicolon(source), stored);
  const references = [...read].map(([name, resultId]) => ({ name, resultId }));
  if (expressions.length === 0) return { sql: own, references, params, map: offset => offset };
  return { ...prepend(expressions, own), references, params };
}

/** The `name as (…)` of every cell that `source` needs, and all texts that may bind parameters. */
function collect(byName: ReadonlyMap<string, Cell>, source: string, reader: string, stored: StoredResults) {
  const expressions: string[] = [];
  const texts = [source];
  const done = new Set<string>();
  const open: string[] = [];
  const read = new Map<string, string>();

  const need = (name: string): void => {
    if (done.has(name)) return;
    const resultId = stored.get(name);
    if (resultId !== undefined) {
      read.set(name, resultId);
      return;
    }
    const cell = byName.get(name);
    if (cell?.kind !== 'sql') {
      const known = [...byName].filter(([, each]) => each.kind === 'sql').map(([each]) => each);
      const hint = known.length > 0 ? `cells with a name: ${known.join(', ')}` : 'no SQL cell here has a name yet';
      throw new TracklakeError('bad_input', `no cell is called ${name} (${hint})`, { value: name, hint });
    }
    if (open.includes(name) || cell.id === reader) {
      throw new TracklakeError('bad_input', `cells read each other in a circle: ${[...open, name].join(' → ')}`);
    }
    open.push(name);
    references(cell.source).forEach(need);
    open.pop();
    done.add(name);
    texts.push(cell.source);
    expressions.push(`${quoteIdentifier(name)} as (\n${replaceReferences(stripSemicolon(cell.source), stored)}\n)`);
  };
  references(source).forEach(need);
  return { expressions, texts, read };
}

const references = (sql: string): string[] =>
  tokenizeSql(sql)
    .filter(token => token.kind === 'reference')
    .map(token => referencedName(token.text));

function bindInputs(byName: ReadonlyMap<string, Cell>, texts: string[]): Record<string, InputValue> {
  const params: Record<string, InputValue> = {};
  for (const name of new Set(texts.flatMap(parameterNames))) {
    const cell = byName.get(name);
    if (cell?.kind !== 'input') {
      throw new TracklakeError('bad_input', `:${name} has no value: add an input cell called ${name}`, { value: name });
    }
    params[name] = boundValue(cell);
  }
  return params;
}

/** An input's value in its type; what does not fit its type is bound as null. */
function boundValue(cell: InputCell): InputValue {
  if (cell.value === null || cell.value === '') return cell.type === 'text' ? cell.value : null;
  if (cell.type !== 'number' && cell.type !== 'toggle') return cell.value;
  const number = Number(cell.value);
  return Number.isFinite(number) ? number : null;
}

/** `{{name}}` becomes `"name"` and as many spaces as keep every offset where it was. */
function replaceReferences(sql: string, stored: StoredResults): string {
  let text = '';
  let at = 0;
  for (const token of tokenizeSql(sql)) {
    if (token.kind !== 'reference' || stored.has(referencedName(token.text))) continue;
    text += sql.slice(at, token.start) + quoteIdentifier(referencedName(token.text)).padEnd(token.text.length);
    at = token.end;
  }
  return text + sql.slice(at);
}

/** A semicolon at the end is fine in a cell, and wrong inside a common table expression. */
function stripSemicolon(sql: string): string {
  const tokens = tokenizeSql(sql);
  let last = tokens.length - 1;
  while (last >= 0 && tokens[last]?.kind === 'comment') last -= 1;
  const token = tokens[last];
  return token?.text === ';' ? `${sql.slice(0, token.start)} ${sql.slice(token.end)}` : sql;
}

/** Puts common table expressions before a statement, joining a `with` of its own. */
function prepend(expressions: string[], own: string): { sql: string; map: (offset: number) => number } {
  const [first, second] = tokenizeSql(own).filter(token => token.kind !== 'comment');
  const joins = first?.kind === 'word' && first.text.toLowerCase() === 'with';
  if (!joins) {
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
