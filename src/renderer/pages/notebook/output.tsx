import { useEffect, useState } from 'react';
import type { SqlCell } from '../../../shared/domain/notebook.ts';
import { fieldOf } from '../../charts/chart.ts';
import { guessChart } from '../../charts/registry.ts';
import { formatElapsed } from '../../grid/format.ts';
import { ResultGrid } from '../../grid/grid.tsx';
import { useStore } from '../../state/store.ts';
import { printing } from '../../state/theme.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { count } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import { lastResult, type CellFailure, type CellResult, type CellRun, type PartialResult } from './cell-run.ts';
import { ChartPanel } from './chart-panel.tsx';
import { useReading, useRun, useSession } from './context.ts';
import { PrintedRows } from './printed-rows.tsx';
import { Stamp } from './stamp.tsx';

const ROW = 24;
const GRID_CHROME = 28 + 30 + 2;
const MOST_ROWS_SHOWN = 12;

/** What a SQL cell gave: the rows that are there, a chart of them, or what went wrong. */
export function SqlOutput({ cell }: { cell: SqlCell }) {
  const run = useRun(cell.id);
  const reading = useReading();
  if (run === undefined) return reading ? <p className="nb-message">Not run yet.</p> : null;
  const shown = shownResult(run);
  return (
    <div className="nb-output" data-busy={run.kind === 'running' || undefined}>
      {run.kind === 'running' && <Running cell={cell} startedAt={run.startedAt} rows={run.partial?.rows ?? null} />}
      {run.kind === 'queued' && <p className="nb-message">Waiting for its turn…</p>}
      {run.kind === 'cancelled' && (
        <p className="nb-message">Cancelled.{run.last === null ? '' : ' This is the result of before.'}</p>
      )}
      {run.kind === 'failed' && <Failure failure={run.failure} cell={cell} />}
      {shown !== null && (
        <ResultView cell={cell} shown={shown} result={lastResult(run)} running={run.kind === 'running'} />
      )}
    </div>
  );
}

type Shown = PartialResult | CellResult;

function shownResult(run: CellRun): Shown | null {
  switch (run.kind) {
    case 'done':
      return run.result;
    case 'running':
      return run.partial ?? run.last;
    case 'failed':
      return run.partial;
    case 'queued':
    case 'cancelled':
      return run.last;
  }
}

function ResultView({
  cell,
  shown,
  result,
  running,
}: {
  cell: SqlCell;
  shown: Shown;
  result: CellResult | null;
  running: boolean;
}) {
  const session = useSession();
  const reading = useReading();
  const onPaper = useStore(printing);
  const fields = shown.columns.map(fieldOf);
  const spec = cell.chart ?? guessChart(fields);
  const asChart = cell.view === 'chart' && result !== null && !running;
  const show = (view: 'table' | 'chart') =>
    session.change({ ...cell, view, chart: view === 'chart' ? spec : cell.chart });
  const flip = (
    <Segmented
      label="Show as"
      iconsOnly
      options={[
        { value: 'table', label: 'Table', icon: 'table' },
        { value: 'chart', label: 'Chart', icon: 'chart' },
      ]}
      value={asChart ? 'chart' : 'table'}
      onChange={show}
    />
  );
  if (asChart && result !== null) {
    return (
      <>
        {spec === null ? (
          <p className="nb-message">There is no number in this result to draw. {flip}</p>
        ) : (
          <ChartPanel
            cellId={cell.id}
            result={result}
            spec={spec}
            onSpec={chart => session.change({ ...cell, chart })}
            actions={!reading && flip}
          />
        )}
        <Stamp cell={cell} result={result} />
      </>
    );
  }
  const height = GRID_CHROME + Math.max(1, Math.min(MOST_ROWS_SHOWN, shown.rows)) * ROW;
  return (
    <>
      {!reading && !running && spec !== null && <div className="nb-flip">{flip}</div>}
      {shown.columns.length > 0 && onPaper && (
        <PrintedRows resultId={shown.resultId} columns={shown.columns} rows={shown.rows} />
      )}
      {shown.columns.length > 0 && !onPaper && (
        <div className="nb-grid" style={{ height }}>
          <ResultGrid
            key={shown.resultId}
            resultId={shown.resultId}
            columns={shown.columns}
            rows={shown.rows}
            running={running}
            label={cell.name === '' ? 'result' : cell.name}
            keptAs={cell.id}
          />
        </div>
      )}
      {result !== null && !running && <Stamp cell={cell} result={result} />}
    </>
  );
}

const TICK = 200;

function Running({ cell, startedAt, rows }: { cell: SqlCell; startedAt: number; rows: number | null }) {
  const session = useSession();
  const [now, setNow] = useState(startedAt);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK);
    return () => clearInterval(timer);
  }, []);
  const elapsed = now - startedAt;
  return (
    <div className="nb-running" role="status">
      <span className="nb-spinner" aria-hidden />
      <span className="number">
        {elapsed < 300 ? 'Running…' : formatElapsed(elapsed)}
        {rows !== null && ` · ${count(rows)} rows so far`}
      </span>
      <Button size="small" icon="stop" onPress={() => session.runner.cancel(cell.id)}>
        Cancel
      </Button>
    </div>
  );
}

function Failure({ failure, cell }: { failure: CellFailure; cell: SqlCell }) {
  const session = useSession();
  const line = failure.offset === null ? null : cell.source.slice(0, failure.offset).split('\n').length;
  return (
    <div className="nb-failure" role="alert">
      <Icon name="warning" />
      <div className="nb-failure-text">
        <strong>{failure.limit === null ? 'This did not run' : `The limit for ${failure.limit} was reached`}</strong>
        <pre>{failure.message}</pre>
        {line !== null && <span className="faint">line {line}</span>}
        {failure.limit !== null && <span className="faint">Limits are in Settings.</span>}
      </div>
      <IconButton icon="retry" label="Run again" size="small" onPress={() => void session.runner.run([cell.id])} />
    </div>
  );
}
