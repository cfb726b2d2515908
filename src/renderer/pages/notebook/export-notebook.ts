import { createElement } from 'react';
import type { Cell } from '../../../shared/domain/notebook.ts';
import type { RelationSummary } from '../../../shared/rpc/catalogue.ts';
import type { RenderedOutput } from '../../../shared/domain/notebook-ipynb.ts';
import type { ChartSpec } from '../../../shared/domain/notebook-chart.ts';
import { fieldOf } from '../../charts/chart.ts';
import { chartInput, chartQuery } from '../../charts/chart-query.ts';
import { chartKind, guessChart } from '../../charts/registry.ts';
import { readChartTheme } from '../../charts/theme.ts';
import { rpc } from '../../rpc/client.ts';
import { heldBackText } from '../../ui/held-back.tsx';
import { alignsRight, formatValue, type CellValue } from '../../grid/format.ts';
import { fetchBlock } from '../../grid/result-rows.ts';
import { lastResult, type CellResult } from './cell-run.ts';
import { chartHeight } from './chart-panel.tsx';
import { formatKpi } from './kpi-cell.tsx';
import { runStatement } from './run-statement.ts';
import { MarkdownText } from './text-cell.tsx';
import type { NotebookSession } from './session.ts';

const MOST_ROWS = 200;
const WIDTH = 960;

/** Every output as it is shown now: a table or a figure as HTML, a chart as PNG. Cells that never ran have none. */
export async function renderOutputs(session: NotebookSession): Promise<Map<string, RenderedOutput>> {
  const outputs = new Map<string, RenderedOutput>();
  const relations = await rpc.catalogue.relations();
  for (const cell of session.notebook.cells) {
    const output = await renderCell(session, cell, relations);
    if (output !== null) outputs.set(cell.id, output);
  }
  return outputs;
}

async function renderCell(
  session: NotebookSession,
  cell: Cell,
  relations: readonly RelationSummary[],
): Promise<RenderedOutput | null> {
  const result = resultOf(session, cell);
  if (result === null) return null;
  switch (cell.kind) {
    case 'sql': {
      const spec = cell.view === 'chart' ? (cell.chart ?? guessChart(result.columns.map(fieldOf))) : null;
      return spec === null
        ? { html: await tableHtml(result, relations) }
        : { html: stampHtml(result, relations), png: await chartPicture(result, spec) };
    }
    case 'chart':
      return { html: stampHtml(result, relations), png: await chartPicture(result, cell.chart) };
    case 'kpi': {
      const block = await fetchBlock(result.resultId, { from: 0, rows: 1 });
      const column = result.columns.findIndex(each => each.name === cell.value);
      const value = column < 0 || block.rows === 0 ? null : block.value(0, column);
      return { html: `<p><strong>${escape(cell.label)}</strong> ${escape(formatKpi(value, cell.format))}</p>` };
    }
    case 'text':
    case 'input':
      return null;
  }
}

function resultOf(session: NotebookSession, cell: Cell): CellResult | null {
  const name = cell.kind === 'chart' || cell.kind === 'kpi' ? cell.of : null;
  const source = name === null ? cell : session.notebook.cells.find(each => each.kind === 'sql' && each.name === name);
  return source === undefined ? null : lastResult(session.runner.runs.get().get(source.id));
}

async function tableHtml(result: CellResult, relations: readonly RelationSummary[]): Promise<string> {
  const block = await fetchBlock(result.resultId, { from: 0, rows: MOST_ROWS });
  const head = result.columns.map(column => `<th>${escape(column.name)}</th>`).join('');
  const rows = Array.from({ length: block.rows }, (_, row) => {
    const cells = result.columns.map((column, index) => {
      const text = formatValue(block.value(row, index) as CellValue, column.semantic);
      return `<td${alignsRight(column.semantic) ? ' class="n"' : ''}>${escape(text)}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const more =
    result.rows > block.rows ? `<p>The first ${block.rows} of ${result.rows.toLocaleString('en-US')} rows.</p>` : '';
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>${more}${stampHtml(result, relations)}`;
}

function stampHtml({ snapshotId, at, reads }: CellResult, relations: readonly RelationSummary[]): string {
  const held = relations.find(({ name, heldBy }) => heldBy !== null && reads.includes(name))?.heldBy;
  const parts = [`snapshot ${snapshotId}`, at, reads.join(', '), ...(held == null ? [] : [heldBackText(held)])];
  return `<p class="stamp">${parts.map(escape).join(' · ')}</p>`;
}

async function chartPicture(result: CellResult, spec: ChartSpec): Promise<string | undefined> {
  const fields = result.columns.map(fieldOf);
  const { sql, params } = chartQuery(spec, fields, []);
  const outcome = await runStatement(
    { cellId: 'export', sql, params, references: [{ name: 'result', resultId: result.resultId }] },
    new AbortController().signal,
  );
  if (outcome.kind !== 'done') return undefined;
  const { resultId, rows, columns } = outcome.result;
  const block = await fetchBlock(resultId, { from: 0, rows: Math.max(1, rows) });
  const values = Array.from({ length: block.rows }, (_, row) =>
    columns.map((_column, column) => block.value(row, column)),
  );
  const input = chartInput(
    spec,
    fields,
    columns.map(column => column.name),
    values,
  );
  const { chartPng } = await import('../../charts/draw.ts');
  const theme = readChartTheme();
  const url = await chartPng(
    chartKind(spec.kind).option({ ...input, theme }),
    WIDTH,
    chartHeight(spec, rows),
    theme.surface,
  );
  return url.slice(url.indexOf(',') + 1);
}

/** The reading view as one file that needs nothing else, and runs nothing: its own policy forbids scripts. */
export async function toHtml(session: NotebookSession, outputs: ReadonlyMap<string, RenderedOutput>): Promise<string> {
  const { renderToStaticMarkup } = await import('react-dom/server');
  const { title, cells } = session.notebook;
  const parts = cells
    .filter(cell => !cell.collapsed)
    .map(cell => {
      if (cell.kind === 'text')
        return `<section>${renderToStaticMarkup(createElement(MarkdownText, { text: cell.source }))}</section>`;
      const output = outputs.get(cell.id);
      const caption = 'chart' in cell && cell.chart?.title !== undefined ? `<h3>${escape(cell.chart.title)}</h3>` : '';
      const picture = output?.png === undefined ? '' : `<img alt="" src="data:image/png;base64,${output.png}">`;
      const source =
        cell.kind === 'sql' ? `<details><summary>SQL</summary><pre>${escape(cell.source)}</pre></details>` : '';
      return `<section>${caption}${picture}${output?.html ?? ''}${source}</section>`;
    });
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}</h1>
${parts.join('\n')}
</body></html>
`;
}

const STYLE = `body{max-width:960px;margin:32px auto;padding:0 16px;font:14px/1.5 system-ui,sans-serif;color:#171b20}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:3px 10px;border-bottom:1px solid #e3e6e9;text-align:left}
td.n{text-align:right}img{max-width:100%}pre{padding:8px;background:#f5f6f7;overflow:auto}.stamp{color:#626c78;font-size:12px}section{margin:20px 0}`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, sign => ENTITIES[sign] ?? sign);
