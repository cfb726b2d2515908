import { rmSync } from 'node:fs';
import { TracklakeError } from '../../shared/errors.ts';
import { resultFolder, withStored } from '../store/reader.ts';
import { setKeep } from '../store/mark.ts';
import { exactValue } from '../views/exact-value.ts';
import type { CellProcess, ResultImplementer } from './router.ts';
import { viewSteps } from './view-steps.ts';

export function resultCalls(os: ResultImplementer, { thread, cacheFolder }: CellProcess) {
  return {
    get: os.get.handler(({ input }) =>
      withStored(cacheFolder, input.resultId, ({ meta, rows, columns, batches }) => ({
        resultId: meta.resultId,
        state: meta.state,
        sql: meta.sql,
        rows,
        bytes: meta.bytes || batches.length,
        columns: [...columns],
        snapshotId: meta.snapshotId,
        createdAt: meta.createdAt,
        keep: meta.keep,
      })),
    ),
    view: os.view.handler(({ input }) => thread.ask({ kind: 'view', ...input })),
    viewSteps: os.viewSteps.handler(({ input, signal }) => viewSteps(thread, input, signal)),
    statistics: os.statistics.handler(({ input }) =>
      thread.ask({ kind: 'statistics', ...ofView(input), columns: input.columns }),
    ),
    aggregate: os.aggregate.handler(({ input }) => {
      if (input.to < input.from) throw new TracklakeError('bad_input', 'a range ends after it begins');
      return thread.ask({
        kind: 'aggregate',
        ...ofView(input),
        from: input.from,
        to: input.to,
        columns: input.columns,
      });
    }),
    find: os.find.handler(({ input }) =>
      thread.ask({ kind: 'find', ...ofView(input), text: input.text, from: input.from }),
    ),
    value: os.value.handler(({ input }) => exactValue(cacheFolder, ofView(input), input.row, input.column)),
    keep: os.keep.handler(({ input }) => {
      setKeep(cacheFolder, input.resultId, input.keep);
      return { ok: true as const };
    }),
    remove: os.remove.handler(({ input }) => {
      rmSync(resultFolder(cacheFolder, input.resultId), { recursive: true, force: true });
      return { ok: true as const };
    }),
  };
}

const ofView = ({
  resultId,
  view,
}: {
  resultId: string;
  view?: string | undefined;
}): { resultId: string; view?: string } => (view === undefined ? { resultId } : { resultId, view });
