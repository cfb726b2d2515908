import { useEffect, useState } from 'react';
import type { HistoryEntry } from '../../../shared/rpc/history.ts';
import { ResultGrid } from '../../grid/grid.tsx';
import { exactMoment } from '../../ui/format.ts';
import { SkeletonRows } from '../../ui/states.tsx';
import { runStatement, type Outcome } from './run-statement.ts';

const SQL = `select 'only before' as which, * from (select * from {{before}} except select * from {{after}})
union all
select 'only after', * from (select * from {{after}} except select * from {{before}})`;

/** Rows that one of two runs gave and the other didn't, over both whole results as sets of rows. */
export function CompareRuns({ before, after }: { before: HistoryEntry; after: HistoryEntry }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const references = [
      { name: 'before', resultId: before.resultId ?? '' },
      { name: 'after', resultId: after.resultId ?? '' },
    ];
    void runStatement({ cellId: 'compare', sql: SQL, params: {}, references }, controller.signal).then(
      found => !controller.signal.aborted && setOutcome(found),
    );
    return () => controller.abort();
  }, [before, after]);
  if (outcome === null) return <SkeletonRows rows={4} label="Comparing both results" />;
  if (outcome.kind !== 'done')
    return (
      <p className="nb-message" data-tone="error" role="alert">
        {outcome.kind === 'failed' ? wordsFor(outcome.failure.message) : 'Cancelled.'}
      </p>
    );
  const { resultId, columns, rows } = outcome.result;
  const times = `${exactMoment(before.startedAt)} and ${exactMoment(after.startedAt)}`;
  if (rows === 0) return <p className="nb-message">The runs of {times} gave the same rows.</p>;
  return (
    <>
      <p className="nb-message">Rows of only one of the runs of {times}:</p>
      <div className="nb-grid" style={{ height: 260 }}>
        <ResultGrid resultId={resultId} columns={columns} rows={rows} running={false} label="difference" />
      </div>
    </>
  );
}

const wordsFor = (message: string): string =>
  /same number of result columns/.test(message)
    ? 'The two results have different numbers of columns, so their rows can’t be compared.'
    : message;
