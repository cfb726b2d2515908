import { useEffect, useState } from 'react';
import { INPUT_TYPES, type InputCell, type InputType, type InputValue } from '../../../shared/domain/notebook.ts';
import { buildGraph, downstream } from '../../../shared/domain/notebook-graph.ts';
import { sharedBlock } from '../../grid/result-rows.ts';
import { settingsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { valueOf } from '../../ui/answer.tsx';
import { IconButton } from '../../ui/button.tsx';
import { PopoverButton } from '../../ui/dialog.tsx';
import { NumberField, TextField } from '../../ui/field.tsx';
import { ComboBox, Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/toggles.tsx';
import { lastResult } from './cell-run.ts';
import { SourceSelect } from './chart-cell.tsx';
import { useNamedResult, useReading, useSession } from './context.ts';
import type { NotebookSession } from './session.ts';
import { nameProblem } from './sql-cell.tsx';

const MOST_OPTIONS = 2000;
const FEW_OPTIONS = 12;
const PAUSE = 300;
/** Readers of an input follow it by themselves where they took less than this the last time. */
const QUICK = 1000;

/** A value that statements bind as `:name`. */
export function InputCellView({ cell }: { cell: InputCell }) {
  const session = useSession();
  const reading = useReading();
  const quick = valueOf(useQuery(settingsQuery))?.autoRunMilliseconds ?? 0;
  const [change, setChange] = useState(0);
  const set = (value: InputValue) => {
    const now = session.cell(cell.id);
    if (now?.kind !== 'input' || now.value === value) return;
    session.change({ ...now, value });
    setChange(count => count + 1);
  };
  useEffect(() => {
    if (change === 0) return;
    const timer = setTimeout(() => runReaders(session, cell.id, Math.max(QUICK, quick)), PAUSE);
    return () => clearTimeout(timer);
  }, [change, session, cell.id, quick]);
  return (
    <div className="nb-input">
      <Control cell={cell} onChange={set} />
      {!reading && <code className="faint">:{cell.name}</code>}
      {!reading && <InputSettings cell={cell} />}
    </div>
  );
}

function runReaders(session: NotebookSession, id: string, budget: number): void {
  const { cells } = session.notebook;
  const readers = [...downstream(buildGraph(cells), [id])].filter(
    each => cells.find(cell => cell.id === each)?.kind === 'sql',
  );
  const results = readers.map(each => lastResult(session.runner.runs.get().get(each)));
  if (readers.length > 0 && results.every(result => result !== null && result.milliseconds < budget))
    void session.runner.run(readers);
}

function Control({ cell, onChange }: { cell: InputCell; onChange: (value: InputValue) => void }) {
  const label = cell.label === '' ? cell.name : cell.label;
  const options = useOptions(cell);
  switch (cell.type) {
    case 'text':
      return <TextField label={label} value={String(cell.value ?? '')} onChange={onChange} />;
    case 'number':
      return (
        <NumberField
          label={label}
          value={typeof cell.value === 'number' ? cell.value : Number.NaN}
          minValue={cell.min ?? undefined}
          maxValue={cell.max ?? undefined}
          step={cell.step ?? undefined}
          formatOptions={{ useGrouping: false }}
          onChange={value => onChange(Number.isNaN(value) ? null : value)}
        />
      );
    case 'date':
      return <TextField label={label} type="date" value={String(cell.value ?? '')} onChange={onChange} />;
    case 'toggle':
      return (
        <Switch isSelected={cell.value === 1} onChange={on => onChange(on ? 1 : 0)}>
          {label}
        </Switch>
      );
    case 'choice': {
      const listed = options.map(value => ({ value: String(value), label: String(value) }));
      const chosen = (text: string | null) => onChange(options.find(value => String(value) === text) ?? null);
      const value = cell.value === null ? null : String(cell.value);
      return options.length <= FEW_OPTIONS ? (
        <Select label={label} value={value} placeholder={value ?? undefined} options={listed} onChange={chosen} />
      ) : (
        <ComboBox
          key={`${value}:${listed.length}`}
          label={label}
          options={listed}
          defaultValue={value}
          onChoose={text => text !== null && chosen(text)}
        />
      );
    }
  }
}

/** What is written in the cell, or the first column of another cell's result. */
function useOptions(cell: InputCell): readonly InputValue[] {
  const { result } = useNamedResult(cell.optionsOf);
  const [read, setRead] = useState<{ id: string; values: readonly InputValue[] }>({ id: '', values: [] });
  const resultId = result?.resultId ?? '';
  useEffect(() => {
    if (resultId === '') return;
    const controller = new AbortController();
    sharedBlock(resultId, { from: 0, rows: MOST_OPTIONS })
      .then(block => {
        const values = Array.from({ length: block.rows }, (_, row) => block.value(row, 0));
        const fitting = values
          .map(value => (typeof value === 'bigint' ? Number(value) : value))
          .filter(value => typeof value === 'string' || typeof value === 'number');
        if (!controller.signal.aborted) setRead({ id: resultId, values: fitting });
      })
      .catch(() => undefined);
    return () => controller.abort();
  }, [resultId]);
  return cell.optionsOf === '' ? cell.options : read.values;
}

const TYPE_TITLES: Record<InputType, string> = {
  text: 'text',
  number: 'number',
  date: 'date',
  choice: 'choice',
  toggle: 'on or off',
};

function InputSettings({ cell }: { cell: InputCell }) {
  const session = useSession();
  const set = (change: Partial<InputCell>) => session.change({ ...cell, ...change });
  const bound = (label: string, value: number | null, key: 'min' | 'max' | 'step') => (
    <NumberField
      label={label}
      value={value ?? Number.NaN}
      onChange={next => set({ [key]: Number.isNaN(next) ? null : next })}
    />
  );
  return (
    <PopoverButton label="Input settings" trigger={<IconButton icon="edit" label="Input settings" size="small" />}>
      <div className="nb-form">
        <TextField
          label="Name"
          mono
          value={cell.name}
          error={nameProblem(cell.name) ?? undefined}
          onChange={name => set({ name })}
        />
        <TextField label="Label" value={cell.label} onChange={label => set({ label })} />
        <Select
          label="Type"
          size="small"
          value={cell.type}
          options={INPUT_TYPES.map(value => ({ value, label: TYPE_TITLES[value] }))}
          onChange={type => set({ type })}
        />
        {cell.type === 'number' && (
          <>
            {bound('Smallest', cell.min, 'min')}
            {bound('Largest', cell.max, 'max')}
            {bound('Step', cell.step, 'step')}
          </>
        )}
        {cell.type === 'choice' && (
          <>
            <SourceSelect label="Choices from" of={cell.optionsOf} onChange={optionsOf => set({ optionsOf })} />
            <TextField
              label="Or written out, one a line"
              rows={4}
              value={cell.options.map(String).join('\n')}
              onChange={text => set({ options: text.split('\n').filter(line => line !== ''), optionsOf: '' })}
            />
          </>
        )}
      </div>
    </PopoverButton>
  );
}
