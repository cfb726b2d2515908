import {
  ID_PATTERN,
  INPUT_TYPES,
  KPI_FORMATS,
  SPANS,
  freshId,
  type Cell,
  type InputValue,
  type Notebook,
  type Span,
} from './notebook.ts';
import { chartSpec, type ChartSpec } from './notebook-chart.ts';
import {
  parseAttributes,
  parseFields,
  printAttributes,
  printFields,
  type Fields,
  type FieldValue,
} from './notebook-fields.ts';

/**
 * A notebook is Markdown: a title heading, text, and fenced blocks whose info string carries what a cell is called and how
 * it is drawn. Reading runs nothing. `parseNotebook(printNotebook(n))` equals `n`; a file written by hand is read too:
 * blocks and text without an id get one.
 */
export function printNotebook(notebook: Notebook): string {
  const parts = [`# ${oneLine(notebook.title)}`, ...notebook.cells.map(printCell)];
  return `${parts.join('\n\n')}\n`;
}

function printCell(cell: Cell): string {
  const shared: Fields = {
    ...(cell.collapsed ? { collapsed: true } : {}),
    ...(cell.span === defaultSpan(cell.kind) ? {} : { span: cell.span }),
  };
  switch (cell.kind) {
    case 'text':
      return printText(cell.id, shared, cell.source);
    case 'sql':
      return printFence(
        'sql',
        {
          id: cell.id,
          ...(cell.name === '' ? {} : { name: cell.name }),
          ...shared,
          ...(cell.view === 'chart' ? { view: 'chart' } : {}),
          ...(cell.chart === null ? {} : { chart: cell.chart as Fields }),
        },
        cell.source,
      );
    case 'chart':
      return printFence('chart', { id: cell.id, of: cell.of, ...shared }, printFields(cell.chart as Fields));
    case 'input': {
      const { id, name, label, type, value, options, optionsOf, min, max, step } = cell;
      const fields = {
        ...withoutDefaults({ label, type }),
        ...(value === null ? {} : { value }),
        ...withoutDefaults({ options, optionsOf, min, max, step }),
      };
      return printFence('input', { id, name, ...shared }, printFields(fields));
    }
    case 'kpi': {
      const { id, of, label, value, compare, spark, format, better } = cell;
      return printFence(
        'kpi',
        { id, of, ...shared },
        printFields(withoutDefaults({ label, value, compare, spark, format, better })),
      );
    }
  }
}

/** A text cell that could be mistaken for something else, or has blank edges, says how many lines it has. */
function printText(id: string, shared: Fields, source: string): string {
  const lines = source.split('\n');
  const plain = source.trim() === source && source !== '' && !lines.some(startsCell) && !leavesFenceOpen(lines);
  const marker = printAttributes({ id, ...shared, ...(plain ? {} : { lines: lines.length }) });
  return `<!-- text ${marker} -->\n${source}`;
}

function printFence(language: string, attributes: Fields, body: string): string {
  const longest = Math.max(2, ...[...body.matchAll(/`{3,}/g)].map(match => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language} ${printAttributes(attributes)}\n${body === '' ? '' : `${body}\n`}${fence}`;
}

const FENCE = /^(`{3,})(sql|chart|input|kpi)(?:\s+(\S.*))?$/;
const TEXT_MARKER = /^<!-- text (.*)-->$/;

const startsCell = (line: string): boolean => FENCE.test(line) || TEXT_MARKER.test(line);

export function parseNotebook(markdown: string): Notebook {
  const lines = markdown
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const cells: Cell[] = [];
  const taken = new Set<string>();
  let at = 0;
  let title = '';

  const id = (wanted: FieldValue | undefined): string => {
    const fits = typeof wanted === 'string' || typeof wanted === 'number' ? String(wanted) : '';
    const given = ID_PATTERN.test(fits) && !taken.has(fits) ? fits : freshId(taken, seeded(cells.length));
    taken.add(given);
    return given;
  };

  while (at < lines.length && (lines[at] ?? '').trim() === '') at += 1;
  const heading = /^#(?: (.*))?$/.exec(lines[at] ?? '');
  if (heading !== null) {
    title = (heading[1] ?? '').trim();
    at += 1;
  }

  while (at < lines.length) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line);
    const marker = TEXT_MARKER.exec(line);
    if (fence !== null) {
      const [, ticks = '', language = '', info = ''] = fence;
      const end = closingFence(lines, at + 1, ticks);
      const attributes = parseAttributes(info);
      cells.push(readFence(language, id(attributes.id), attributes, lines.slice(at + 1, end).join('\n')));
      at = end + 1;
    } else if (marker !== null) {
      const attributes = parseAttributes(marker[1] ?? '');
      const counted = typeof attributes.lines === 'number' ? attributes.lines : undefined;
      const end = counted === undefined ? textEnd(lines, at + 1) : Math.min(lines.length, at + 1 + counted);
      const source = lines.slice(at + 1, end).join('\n');
      cells.push(readText(id(attributes.id), attributes, counted === undefined ? trimBlankLines(source) : source));
      at = end;
    } else if (line.trim() === '') {
      at += 1;
    } else {
      const end = textEnd(lines, at);
      cells.push(readText(id(undefined), {}, trimBlankLines(lines.slice(at, end).join('\n'))));
      at = end;
    }
  }
  return { title, cells };
}

/** A plain Markdown fence inside text hides what looks like a cell until it closes. */
function textEnd(lines: string[], from: number): number {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (startsCell(line)) return at;
    const ticks = /^(`{3,})/.exec(line)?.[1];
    if (ticks === undefined) continue;
    const close = closingFence(lines, at + 1, ticks);
    if (close < lines.length) at = close;
  }
  return lines.length;
}

/** A fence that nothing closes would swallow the cell that follows. */
function leavesFenceOpen(lines: string[]): boolean {
  for (let at = 0; at < lines.length; at += 1) {
    const ticks = /^(`{3,})/.exec(lines[at] ?? '')?.[1];
    if (ticks === undefined) continue;
    at = closingFence(lines, at + 1, ticks);
    if (at === lines.length) return true;
  }
  return false;
}

function closingFence(lines: string[], from: number, ticks: string): number {
  const close = new RegExp(`^\`{${ticks.length},}\\s*$`);
  for (let at = from; at < lines.length; at += 1) if (close.test(lines[at] ?? '')) return at;
  return lines.length;
}

function readText(id: string, attributes: Fields, source: string): Cell {
  return { kind: 'text', id, ...shared('text', attributes), source };
}

function readFence(language: string, id: string, attributes: Fields, body: string): Cell {
  switch (language) {
    case 'chart':
      return {
        kind: 'chart',
        id,
        ...shared('chart', attributes),
        of: text(attributes.of),
        chart: readChart(parseFields(body)) ?? { kind: 'bar' },
      };
    case 'input':
      return readInput(id, attributes, parseFields(body));
    case 'kpi': {
      const fields = parseFields(body);
      return {
        kind: 'kpi',
        id,
        ...shared('kpi', attributes),
        of: text(attributes.of),
        label: text(fields.label),
        value: text(fields.value),
        compare: text(fields.compare),
        spark: text(fields.spark),
        format: oneOf(KPI_FORMATS, fields.format, 'number'),
        better: oneOf(['up', 'down', 'neither'] as const, fields.better, 'up'),
      };
    }
    default:
      return {
        kind: 'sql',
        id,
        ...shared('sql', attributes),
        name: text(attributes.name),
        source: body,
        chart: readChart(attributes.chart),
        view: attributes.view === 'chart' ? 'chart' : 'table',
      };
  }
}

function readInput(id: string, attributes: Fields, fields: Fields): Cell {
  return {
    kind: 'input',
    id,
    ...shared('input', attributes),
    name: text(attributes.name),
    label: text(fields.label),
    type: oneOf(INPUT_TYPES, fields.type, 'text'),
    value: inputValue(fields.value),
    options: Array.isArray(fields.options) ? fields.options.map(inputValue) : [],
    optionsOf: text(fields.optionsOf),
    min: number(fields.min),
    max: number(fields.max),
    step: number(fields.step),
  };
}

function shared(kind: Cell['kind'], attributes: Fields): { collapsed: boolean; span: Span } {
  const span = SPANS.find(known => known === attributes.span) ?? defaultSpan(kind);
  return { collapsed: attributes.collapsed === true, span };
}

const defaultSpan = (kind: Cell['kind']): Span => (kind === 'kpi' ? 3 : 12);

/** A chart that this version does not understand is left out; the cell shows its table then. */
function readChart(value: unknown): ChartSpec | null {
  const parsed = chartSpec.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function withoutDefaults(fields: Record<string, FieldValue>): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const text = (value: FieldValue | undefined): string =>
  typeof value === 'string'
    ? value
    : value == null
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
const number = (value: FieldValue | undefined): number | null => (typeof value === 'number' ? value : null);
const inputValue = (value: FieldValue | undefined): InputValue =>
  typeof value === 'string' || typeof value === 'number' ? value : null;

const oneOf = <T extends string>(known: readonly T[], value: FieldValue | undefined, fallback: T): T =>
  known.find(each => each === value) ?? fallback;

const trimBlankLines = (source: string): string => source.replace(/^(?:[ \t]*\n)+/, '').replace(/\s+$/, '');

/** Ids of a file without ids come out the same each time it is read. */
function seeded(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
