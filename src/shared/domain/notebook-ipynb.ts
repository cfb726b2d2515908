import { z } from 'zod';
import { TracklakeError } from '../errors.ts';
import { newCell, type Cell, type Notebook } from './notebook.ts';
import { parseNotebook, printNotebook } from './notebook-format.ts';

/** A rendered output, as the notebook page made it: HTML for tables and figures, PNG (base64) for charts. */
export interface RenderedOutput {
  html?: string;
  png?: string;
}

const text = z
  .union([z.string(), z.array(z.string())])
  .transform(value => (typeof value === 'string' ? value : value.join('')));

const jupyterSchema = z.object({
  nbformat: z.number(),
  metadata: z.looseObject({ title: z.string().optional() }).optional(),
  cells: z.array(
    z.looseObject({
      cell_type: z.string(),
      source: text,
      metadata: z.looseObject({ tracklake: z.string().optional() }).optional(),
    }),
  ),
});

/**
 * A notebook as Jupyter reads it: text as Markdown, SQL as code with its outputs. What Jupyter has no cell for is kept in the
 * cell's metadata, so that `fromIpynb(toIpynb(n))` gives the notebook back.
 */
export function toIpynb(notebook: Notebook, outputs: ReadonlyMap<string, RenderedOutput> = new Map()): string {
  const cells = notebook.cells.map(cell => {
    const id = cell.id;
    const metadata = { tracklake: printNotebook({ title: '', cells: [cell] }) };
    if (cell.kind === 'text') return { cell_type: 'markdown', id, metadata, source: lines(cell.source) };
    const source = cell.kind === 'sql' ? cell.source : '';
    return {
      cell_type: 'code',
      id,
      metadata: { ...metadata, language: 'sql' },
      execution_count: null,
      source: lines(source),
      outputs: jupyterOutput(outputs.get(id)),
    };
  });
  const metadata = {
    title: notebook.title,
    kernelspec: { name: 'sql', display_name: 'SQL', language: 'sql' },
    language_info: { name: 'sql', file_extension: '.sql', mimetype: 'text/x-sql' },
  };
  return `${JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }, null, 1)}\n`;
}

function jupyterOutput(output: RenderedOutput | undefined): unknown[] {
  if (output === undefined) return [];
  const data = {
    ...(output.html === undefined ? {} : { 'text/html': lines(output.html) }),
    ...(output.png === undefined ? {} : { 'image/png': output.png }),
  };
  return [{ output_type: 'display_data', metadata: {}, data }];
}

/** Reads an .ipynb: code that looks like SQL becomes SQL cells (`%%sql` taken off), other code is kept as text. Throws `bad_input`. */
export function fromIpynb(json: string): Notebook {
  const parsed = jupyterSchema.safeParse(parseJson(json));
  if (!parsed.success) throw new TracklakeError('bad_input', 'this is no Jupyter notebook of format 4');
  const cells: Cell[] = [];
  for (const { cell_type: type, source, metadata } of parsed.data.cells) {
    const taken = cells.map(cell => cell.id);
    cells.push(ownCell(metadata?.tracklake, source, taken) ?? foreignCell(type, source, taken));
  }
  return withTitle(parsed.data.metadata?.title, cells);
}

function ownCell(stored: string | undefined, source: string, taken: readonly string[]): Cell | undefined {
  if (stored === undefined) return undefined;
  const [cell] = parseNotebook(stored).cells;
  if (cell === undefined || taken.includes(cell.id)) return undefined;
  // the source may have been edited in Jupyter since
  return cell.kind === 'sql' || cell.kind === 'text' ? { ...cell, source } : cell;
}

function foreignCell(type: string, source: string, taken: readonly string[]): Cell {
  if (type === 'markdown' || type === 'raw') return { ...newCell('text', taken), source } as Cell;
  const sql = source.replace(/^%%sql[^\n]*\n/, '');
  const looksLikeSql = sql !== source || /^\s*(?:--[^\n]*\n\s*)*(?:select|with|values|explain)\b/i.test(source);
  if (looksLikeSql) return { ...newCell('sql', taken), source: sql } as Cell;
  return { ...newCell('text', taken), source: `\`\`\`\n${source}\n\`\`\`` } as Cell;
}

function withTitle(title: string | undefined, cells: Cell[]): Notebook {
  if (title !== undefined) return { title, cells };
  const [first] = cells;
  const heading = first?.kind === 'text' ? /^# (.+)$/m.exec(first.source)?.[1] : undefined;
  return { title: heading ?? 'Imported notebook', cells };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const lines = (source: string): string[] => source.split(/(?<=\n)/);
