import { tokenizeSql } from '../../shared/domain/notebook-sql.ts';
import { scopeAt } from './scope.ts';

/** What completion knows besides the text: the catalogue, and the notebook around the cell. */
export interface CompletionContext {
  relations: readonly { name: string; rows: number | null; columns: readonly { name: string; type: string }[] }[];
  functions: readonly { name: string; kind: string }[];
  keywords: readonly string[];
  /** Other cells with a name, with the columns of their last result. */
  cells: readonly { name: string; columns: readonly string[] }[];
  inputs: readonly string[];
}

export type SuggestionKind = 'relation' | 'column' | 'cell' | 'expression' | 'function' | 'keyword' | 'parameter';

export interface Suggestion {
  label: string;
  insert: string;
  kind: SuggestionKind;
  detail: string;
  /** Smaller comes first. */
  rank: number;
}

const AFTER_RELATION_WORD = /(?:^|[^\w])(?:from|join|into|table)\s+(?:\{\{?\s*)?["\w]*$/i;

/** What may stand at `offset`, best first: relations after from and join, columns elsewhere, those of an alias after its dot. */
export function complete(sql: string, offset: number, context: CompletionContext): Suggestion[] {
  const before = sql.slice(0, offset);
  if (insideTextOrComment(sql, offset)) return [];
  const columns = columnsOf(context);
  const brace = /\{\{\s*\w*$/.test(before);
  if (brace) return context.cells.map(cell => suggestCell(cell.name, true));
  if (/:\w*$/.test(before))
    return context.inputs.map(name => ({
      label: `:${name}`,
      insert: name,
      kind: 'parameter',
      detail: 'input',
      rank: 0,
    }));

  const scope = scopeAt(sql, offset, columns);
  const dotted = /([\w"]+)\.\w*$/.exec(before)?.[1]?.replaceAll('"', '').toLowerCase();
  if (dotted !== undefined) {
    const source = scope.sources.find(
      each => each.alias.toLowerCase() === dotted || each.relation.toLowerCase() === dotted,
    );
    return (source?.columns ?? []).map(name => suggestColumn(name, source?.relation ?? '', 0));
  }
  const expressions = [...scope.expressions.keys()].map<Suggestion>(name => ({
    label: name,
    insert: quoted(name),
    kind: 'expression',
    detail: 'in this statement',
    rank: 0,
  }));
  const relations = context.relations.map<Suggestion>(relation => ({
    label: relation.name,
    insert: quoted(relation.name),
    kind: 'relation',
    detail: relation.rows === null ? '' : `${relation.rows.toLocaleString('en-US')} rows`,
    rank: relation.name.startsWith('gold_') ? 2 : relation.name.startsWith('silver_') ? 3 : 4,
  }));
  const cells = context.cells.map(cell => suggestCell(cell.name, false));
  if (AFTER_RELATION_WORD.test(before)) return unique([...expressions, ...cells, ...relations]);

  const inScope = scope.sources.flatMap(source => source.columns.map(name => suggestColumn(name, source.alias, 0)));
  const aliases = scope.sources
    .filter(source => source.alias !== source.relation)
    .map<Suggestion>(source => ({
      label: source.alias,
      insert: source.alias,
      kind: 'expression',
      detail: source.relation,
      rank: 1,
    }));
  const functions = context.functions.map<Suggestion>(each => ({
    label: each.name,
    insert: `${each.name}(`,
    kind: 'function',
    detail: each.kind,
    rank: 6,
  }));
  const keywords = context.keywords.map<Suggestion>(word => ({
    label: word.toLowerCase(),
    insert: word.toLowerCase(),
    kind: 'keyword',
    detail: '',
    rank: 5,
  }));
  return unique([...inScope, ...aliases, ...expressions, ...keywords, ...cells, ...relations, ...functions]);
}

function columnsOf(context: CompletionContext): (relation: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  for (const relation of context.relations)
    known.set(
      relation.name.toLowerCase(),
      relation.columns.map(column => column.name),
    );
  for (const cell of context.cells) known.set(cell.name.toLowerCase(), cell.columns);
  return relation => known.get(relation.toLowerCase()) ?? [];
}

const suggestCell = (name: string, open: boolean): Suggestion => ({
  label: open ? name : `{{${name}}}`,
  insert: open ? `${name}}}` : `{{${name}}}`,
  kind: 'cell',
  detail: 'cell',
  rank: 1,
});

const suggestColumn = (name: string, relation: string, rank: number): Suggestion => ({
  label: name,
  insert: quoted(name),
  kind: 'column',
  detail: relation,
  rank,
});

const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

function insideTextOrComment(sql: string, offset: number): boolean {
  return tokenizeSql(sql).some(
    token =>
      (token.kind === 'string' || token.kind === 'comment') &&
      token.start < offset &&
      offset < token.end + (token.text.startsWith('--') ? 1 : 0),
  );
}

function unique(suggestions: Suggestion[]): Suggestion[] {
  const seen = new Set<string>();
  return suggestions
    .sort((a, b) => a.rank - b.rank)
    .filter(each => {
      const key = each.label.toLowerCase();
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}
