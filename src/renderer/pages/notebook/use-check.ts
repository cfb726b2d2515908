import { useEffect, useState } from 'react';
import { TracklakeError } from '../../../shared/errors.ts';
import { statementsOf } from '../../../shared/domain/notebook-statements.ts';
import type { SqlProblem } from '../../../shared/rpc/cells.ts';
import type { SqlCell } from '../../../shared/domain/notebook.ts';
import type { EditorProblem } from '../../editor/sql-editor.tsx';
import { rpc } from '../../rpc/client.ts';
import { useSession } from './context.ts';

const PAUSE = 280;
const NONE: readonly EditorProblem[] = [];

/** What is wrong with a cell's text, while it is typed: prepared without running, the place in the cell's own text. */
export function useCheck(cell: SqlCell, on: boolean): readonly EditorProblem[] {
  const session = useSession();
  const [found, setFound] = useState<{ source: string; problems: readonly EditorProblem[] }>({
    source: '',
    problems: NONE,
  });
  const { source } = cell;
  useEffect(() => {
    if (!on || source.trim() === '') return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      check(session.runner.compile.bind(session.runner), cell, controller.signal)
        .then(problems => setFound({ source, problems }))
        .catch(() => undefined); // without a connection nothing is marked
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // other changes of the cell say nothing new about its text
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [source, on, session]);
  return on && found.source === source ? found.problems : NONE;
}

async function check(
  compile: (cell: SqlCell) => ReturnType<ReturnType<typeof useSession>['runner']['compile']>,
  cell: SqlCell,
  signal: AbortSignal,
): Promise<readonly EditorProblem[]> {
  try {
    const compiled = compile(cell);
    const { sql, params, references } = compiled;
    const { problems } = await rpc.cells.check({ sql, params, references }, { signal });
    if (statementsOf(cell.source).length > 1) return severalStatements(problems, compiled.map);
    return problems.map(problem => ({
      message: problem.message,
      severity: problem.severity,
      offset: problem.offset === null ? 0 : compiled.map(problem.offset),
      length: problem.length ?? wordAt(cell.source, problem.offset === null ? 0 : compiled.map(problem.offset)),
    }));
  } catch (error) {
    if (!(error instanceof TracklakeError)) throw error;
    const name = error.details.value ?? '';
    const offset = Math.max(0, cell.source.search(new RegExp(String.raw`(\{\{\s*|:)${name}\b`)));
    return [{ message: error.message, severity: 'error', offset, length: name.length + 2 }];
  }
}

/** The editor runs the one at the cursor, so that several are no mistake until the cell as a whole runs. */
function severalStatements(problems: readonly SqlProblem[], map: (offset: number) => number): EditorProblem[] {
  return problems.map(problem => ({
    message: 'Several statements: the key runs the one at the cursor; a cell as a whole runs one.',
    severity: 'warning',
    offset: problem.offset === null ? 0 : map(problem.offset),
    length: problem.length ?? 1,
  }));
}

const wordAt = (text: string, offset: number): number => /^\w+/.exec(text.slice(offset))?.[0].length ?? 1;
