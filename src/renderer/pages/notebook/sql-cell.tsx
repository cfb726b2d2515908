import { NAME_PATTERN, type SqlCell } from '../../../shared/domain/notebook.ts';
import { SqlEditor, type EditorProblem } from '../../editor/sql-editor.tsx';
import { formatSql } from '../../editor/format-sql.ts';
import { settingsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { valueOf } from '../../ui/answer.tsx';
import { tokens } from '../../ui/code.tsx';
import { isBusy } from './cell-run.ts';
import { useCompletionContext } from './completion-context.ts';
import { useReading, useRun, useSession } from './context.ts';
import { SqlOutput } from './output.tsx';
import { useCheck } from './use-check.ts';

/** A statement and what it gave. The editor is loaded for the cell that is edited; the others show their text. */
export function SqlCellView({ cell, editing }: { cell: SqlCell; editing: boolean }) {
  const reading = useReading();
  return (
    <>
      {!reading && (editing ? <Editing cell={cell} /> : <StaticSql cell={cell} />)}
      <SqlOutput cell={cell} />
    </>
  );
}

function Editing({ cell }: { cell: SqlCell }) {
  const session = useSession();
  const context = useCompletionContext(cell.id);
  const run = useRun(cell.id);
  const checked = useCheck(cell, true);
  const settings = valueOf(useQuery(settingsQuery));
  const failure = run?.kind === 'failed' && run.failure.offset !== null ? run.failure : null;
  const problems: readonly EditorProblem[] =
    checked.length > 0 || failure === null
      ? checked
      : [{ message: failure.message, offset: failure.offset ?? 0, length: failure.length ?? 1, severity: 'error' }];
  return (
    <>
      <SqlEditor
        value={cell.source}
        label={`SQL of ${cell.name === '' ? 'this cell' : cell.name}`}
        fontSize={settings?.editorFontSize}
        context={context}
        problems={problems}
        onChange={source => {
          const now = session.cell(cell.id);
          if (now?.kind === 'sql' && now.source !== source) session.change({ ...now, source });
        }}
        onRun={(then, part) => {
          if (!isBusy(session.runner.runs.get().get(cell.id)))
            void session.runner.run([cell.id], part === null ? {} : { part });
          if (then === 'next') selectNext(session, cell.id);
        }}
        onLeave={() => session.focus.set({ cellId: cell.id, mode: 'command' })}
        onFormat={formatSql}
      />
      {checked[0] !== undefined && (
        <div className="nb-problem" role="status" data-severity={checked[0].severity}>
          {checked[0].message}
        </div>
      )}
    </>
  );
}

/** To the next cell; a new SQL cell after the last one. */
export function selectNext(session: ReturnType<typeof useSession>, id: string): void {
  const next = session.notebook.cells[session.indexOf(id) + 1];
  if (next !== undefined) session.focus.set({ cellId: next.id, mode: 'command' });
  else if (session.origin === 'own' && !session.reading.get()) session.insert('sql', session.notebook.cells.length);
}

function StaticSql({ cell }: { cell: SqlCell }) {
  const session = useSession();
  const edit = () => session.origin === 'own' && session.focus.set({ cellId: cell.id, mode: 'edit' });
  return (
    <pre className="ui-code sql-static" onMouseUp={() => (getSelection()?.isCollapsed ?? true) && edit()}>
      <code>
        {cell.source === '' ? (
          <span className="faint">Type SQL here</span>
        ) : (
          tokens(cell.source).map(({ text, kind }, index) => (
            <span key={index} data-kind={kind}>
              {text}
            </span>
          ))
        )}
      </code>
    </pre>
  );
}

export const nameProblem = (name: string): string | null =>
  name === '' || NAME_PATTERN.test(name) ? null : 'small letters, digits and _';
