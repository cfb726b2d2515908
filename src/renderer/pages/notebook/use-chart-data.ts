import { useEffect, useState } from 'react';
import type { ChartSpec } from '../../../shared/domain/notebook-chart.ts';
import { fieldOf, type ChartField, type ChartInput } from '../../charts/chart.ts';
import { chartInput, chartQuery, type Narrowing } from '../../charts/chart-query.ts';
import { missingChannel } from '../../charts/registry.ts';
import { fetchBlock } from '../../grid/result-rows.ts';
import type { CellResult } from './cell-run.ts';
import { runStatement } from './run-statement.ts';

export type ChartData =
  | { kind: 'waiting' }
  | { kind: 'incomplete'; what: string }
  | { kind: 'loading'; before: Omit<ChartInput, 'theme'> | null }
  | { kind: 'ready'; input: Omit<ChartInput, 'theme'>; sql: string }
  | { kind: 'failed'; message: string };

const KEPT = 80;
const known = new Map<string, Extract<ChartData, { kind: 'ready' }>>();

/** The rows of a chart: aggregated by SQL over the stored result, never in the browser. Kept, so that a flip is instant. */
export function useChartData(
  cellId: string,
  result: CellResult | null,
  spec: ChartSpec | null,
  narrowings: readonly Narrowing[],
): ChartData {
  const fields = result?.columns.map(fieldOf) ?? [];
  const missing = spec === null ? 'choose a kind of chart' : missingChannel(spec, fields);
  const key =
    result === null || spec === null || missing !== null ? '' : JSON.stringify([result.resultId, spec, narrowings]);
  const [answer, setAnswer] = useState<{ key: string; data: ChartData }>({ key: '', data: { kind: 'waiting' } });
  const kept = known.get(key);

  useEffect(() => {
    if (key === '' || result === null || spec === null || known.has(key)) return;
    const controller = new AbortController();
    void load(cellId, result, spec, result.columns.map(fieldOf), narrowings, controller.signal).then(data => {
      if (controller.signal.aborted) return;
      if (data.kind === 'ready') keep(key, data);
      setAnswer({ key, data });
    });
    return () => controller.abort();
    // the key holds result, spec and narrowings
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, cellId]);

  if (result === null) return { kind: 'waiting' };
  if (missing !== null) return { kind: 'incomplete', what: missing };
  if (kept !== undefined) return kept;
  if (answer.key === key) return answer.data;
  return {
    kind: 'loading',
    before: answer.data.kind === 'ready' && answer.data.input.spec.kind === spec?.kind ? answer.data.input : null,
  };
}

async function load(
  cellId: string,
  result: CellResult,
  spec: ChartSpec,
  fields: readonly ChartField[],
  narrowings: readonly Narrowing[],
  signal: AbortSignal,
): Promise<ChartData> {
  const { sql, params } = chartQuery(spec, fields, narrowings);
  const references = [{ name: 'result', resultId: result.resultId }];
  const outcome = await runStatement({ cellId: `${cellId}:chart`, sql, params, references }, signal);
  if (outcome.kind !== 'done')
    return { kind: 'failed', message: outcome.kind === 'failed' ? outcome.failure.message : 'cancelled' };
  const { resultId, rows, columns } = outcome.result;
  try {
    const block = await fetchBlock(resultId, { from: 0, rows: Math.max(1, rows) }, signal);
    const values = Array.from({ length: block.rows }, (_, row) =>
      columns.map((_column, column) => block.value(row, column)),
    );
    return {
      kind: 'ready',
      sql,
      input: chartInput(
        spec,
        fields,
        columns.map(column => column.name),
        values,
      ),
    };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function keep(key: string, data: Extract<ChartData, { kind: 'ready' }>): void {
  known.set(key, data);
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) return;
    known.delete(oldest);
  }
}
