import type { ChartCell } from '../../../shared/domain/notebook.ts';
import { fieldOf } from '../../charts/chart.ts';
import { guessChart, missingChannel } from '../../charts/registry.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { ChartPanel, chartHeight } from './chart-panel.tsx';
import { useNamedResult, useNotebook, useReading, useSession } from './context.ts';

/** A chart of another cell's result. */
export function ChartCellView({ cell }: { cell: ChartCell }) {
  const session = useSession();
  const reading = useReading();
  const { result, run, cell: source } = useNamedResult(cell.of);
  return (
    <>
      {!reading && (
        <div className="nb-source">
          <SourceSelect
            of={cell.of}
            onChange={of => {
              const named = session.notebook.cells.find(each => each.kind === 'sql' && each.name === of);
              const run = named === undefined ? undefined : session.runner.runs.get().get(named.id);
              const fields = run?.kind === 'done' ? run.result.columns.map(fieldOf) : [];
              const keeps = missingChannel(cell.chart, fields) === null;
              session.change({ ...cell, of, chart: keeps ? cell.chart : (guessChart(fields) ?? cell.chart) });
            }}
          />
        </div>
      )}
      {result !== null ? (
        <ChartPanel
          cellId={cell.id}
          result={result}
          spec={cell.chart}
          onSpec={chart => session.change({ ...cell, chart })}
        />
      ) : run?.kind === 'failed' ? (
        <p className="nb-message" data-tone="error">
          {cell.of} failed: {run.failure.message}
        </p>
      ) : run?.kind === 'running' || run?.kind === 'queued' ? (
        <Skeleton height={chartHeight(cell.chart, 10)} />
      ) : (
        <div className="nb-message">
          {cell.of === '' ? (
            'Choose the cell whose result it draws.'
          ) : source === undefined ? (
            `No cell is called ${cell.of}.`
          ) : (
            <Button size="small" icon="play" onPress={() => void session.runner.run([cell.id])}>
              Run {cell.of}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

export function SourceSelect({
  of,
  onChange,
  label = 'Result of',
}: {
  of: string;
  onChange: (of: string) => void;
  label?: string;
}) {
  const { cells } = useNotebook();
  const names = cells.flatMap(cell => (cell.kind === 'sql' && cell.name !== '' ? [cell.name] : []));
  return (
    <Select
      label={label}
      size="small"
      placeholder={names.length === 0 ? 'no cell has a name' : 'Choose…'}
      value={names.includes(of) ? of : null}
      options={names.map(name => ({ value: name, label: name }))}
      onChange={onChange}
    />
  );
}
