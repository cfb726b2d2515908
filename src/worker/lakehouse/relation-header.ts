import { TracklakeError } from '../../shared/errors.ts';

export type Severity = 'warn' | 'error';
export type ColumnType = 'integer' | 'real' | 'text' | 'any';

export interface RelationColumn {
  name: string;
  type: ColumnType;
}

/** One expectation on a relation's rows. `expression` is how it reads in the header. */
export type Check = { severity: Severity; expression: string } & (
  | { kind: 'key' | 'unique' | 'not_null'; columns: string[] }
  | { kind: 'expect' }
  | { kind: 'references'; column: string; relation: string; otherColumn: string }
  | { kind: 'rows_like'; relation: string }
);

export type MergeFunction = 'sum' | 'min' | 'max';

/** How a relation takes in new rows of the inputs in `from`; a change of any other input rebuilds it in full. */
export type IncrementalRule = { from: string[] } & (
  | { kind: 'replace'; column: string } // partitions by one column are made anew
  | { kind: 'merge'; columns: Map<string, MergeFunction>; groups: string[] } // group by the key; linear over whole groups
  | { kind: 'latest'; column: string } // per key, the row with the greatest value wins
);

/** What an incremental run reads of one input: the rows where a condition holds, or the rows known by an output column. */
export type ReadRule = { input: string } & ({ kind: 'where'; condition: string } | { kind: 'via'; column: string });

/** A relation's contract, as the comments above its SELECT state it. */
export interface RelationHeader {
  grain: string;
  notes: string[];
  isView: boolean;
  columns: RelationColumn[];
  key: string[];
  indexes: { columns: string[]; where: string | undefined }[];
  checks: Check[];
  incremental: IncrementalRule | undefined;
  touched: string | undefined;
  reads: ReadRule[];
  /** Counts the rows of a view that is slow to count. */
  rowCount: string | undefined;
}

/** Reads the header of a relation's file. Throws `bad_input` with file and line for what it does not understand. */
export function parseHeader(sql: string, file: string): RelationHeader {
  const header: RelationHeader = {
    grain: '',
    notes: [],
    isView: false,
    columns: [],
    key: [],
    indexes: [],
    checks: [],
    incremental: undefined,
    touched: undefined,
    reads: [],
    rowCount: undefined,
  };
  let severity: Severity = 'error';
  for (const [at, line] of sql.split('\n').entries()) {
    if (!line.startsWith('--')) break;
    const text = line.slice(2).trim();
    const directive = /^@(\w+)\s*(.*)$/.exec(text);
    if (directive === null) {
      if (header.grain === '') header.grain = text;
      else header.notes.push(text);
    } else if (directive[1] === 'severity') {
      severity = parseSeverity(directive[2] ?? '', file, at + 1);
    } else {
      apply(header, directive[1] ?? '', directive[2] ?? '', severity, (what: string) =>
        refuse(file, at + 1, line, what),
      );
    }
  }
  if (header.grain === '') refuse(file, 1, '', 'the first line is the grain: "-- One row for each …"');
  if (!header.isView && (header.columns.length === 0 || header.key.length === 0))
    refuse(file, 1, '', 'a stored relation needs @columns and @key');
  return header;
}

type Refuse = (what: string) => never;

function apply(header: RelationHeader, name: string, rest: string, severity: Severity, no: Refuse): void {
  const expression = rest;
  switch (name) {
    case 'view':
      header.isView = true;
      return;
    case 'columns':
      header.columns.push(...list(rest).map(item => parseColumn(item, no)));
      return;
    case 'key':
      header.key = list(rest);
      header.checks.push({ kind: 'key', columns: list(rest), severity, expression });
      return;
    case 'index':
      header.indexes.push({ columns: list(rest.replace(/ where .*/, '')), where: /^.*? where (.*)$/.exec(rest)?.[1] });
      return;
    case 'unique':
      header.checks.push({ kind: 'unique', columns: list(rest), severity, expression });
      return;
    case 'not_null':
      header.checks.push({ kind: 'not_null', columns: list(rest), severity, expression });
      return;
    case 'expect':
      header.checks.push({ kind: 'expect', severity, expression });
      return;
    case 'rows_like':
      header.checks.push({ kind: 'rows_like', relation: rest, severity, expression });
      return;
    case 'references': {
      const [, column, relation, otherColumn] =
        /^(\w+) (\w+)\((\w+)\)$/.exec(rest) ?? no('write "@references column relation(column)"');
      header.checks.push({
        kind: 'references',
        column: column ?? '',
        relation: relation ?? '',
        otherColumn: otherColumn ?? '',
        severity,
        expression,
      });
      return;
    }
    case 'incremental':
      header.incremental = parseIncremental(rest, no);
      return;
    case 'rows':
      header.rowCount = rest;
      return;
    case 'touched':
      header.touched = rest;
      return;
    case 'reads':
      header.reads.push(parseRead(rest, no));
      return;
    default:
      no(`unknown directive @${name}`);
  }
}

function parseColumn(item: string, no: Refuse): RelationColumn {
  const [, name, type] = /^(\w+) (integer|real|text|any)$/.exec(item) ?? no(`not a column: "${item}"`);
  return { name: name ?? '', type: type as ColumnType };
}

/** `replace week_end from a`, `merge plays sum, last max [by week_end, user_id] from a, b`, `latest named_at from a` */
function parseIncremental(rest: string, no: Refuse): IncrementalRule {
  const [, kind, what, groups, inputs] =
    /^(replace|merge|latest)(?: (.+?))?(?: by (.+?))? from (.+)$/.exec(rest) ??
    no('write "@incremental replace|merge|latest … from inputs"');
  const from = list(inputs ?? '');
  if (kind === 'replace' || kind === 'latest') return { kind, column: what ?? no('which column?'), from };
  const columns = new Map(list(what ?? '').map(item => parseMerge(item, no)));
  return { kind: 'merge', columns, groups: list(groups ?? ''), from };
}

function parseMerge(item: string, no: Refuse): [string, MergeFunction] {
  const [, column, how] = /^(\w+) (sum|min|max)$/.exec(item) ?? no(`not "column sum|min|max": "${item}"`);
  return [column ?? '', how as MergeFunction];
}

function parseRead(rest: string, no: Refuse): ReadRule {
  const [, input, kind, what] =
    /^(\w+) (where|via) (.+)$/.exec(rest) ?? no('write "@reads input where …" or "@reads input via column"');
  return kind === 'via'
    ? { input: input ?? '', kind: 'via', column: what ?? '' }
    : { input: input ?? '', kind: 'where', condition: what ?? '' };
}

function parseSeverity(text: string, file: string, line: number): Severity {
  if (text === 'warn' || text === 'error') return text;
  return refuse(file, line, text, 'a severity is warn or error');
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');

function refuse(file: string, line: number, value: string, what: string): never {
  throw new TracklakeError('bad_input', `${file}:${line}: ${what}`, { file, line, value });
}
