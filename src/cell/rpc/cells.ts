import { randomBytes } from 'node:crypto';
import type { CellImplementer, CellProcess } from './router.ts';
import { cancelRunning, runCell, type RunInput } from './run-cell.ts';

const LIMITS = {
  milliseconds: 600_000,
  rows: 20_000_000,
  memoryBytes: 1024 ** 3,
  tempBytes: 8 * 1024 ** 3,
  resultBytes: 8 * 1024 ** 3,
};

const PREVIEW_LIMITS = { ...LIMITS, milliseconds: 15_000 };

export function cellCalls(os: CellImplementer, { thread, cacheFolder }: CellProcess) {
  const freshId = (): string => randomBytes(12).toString('hex');
  return {
    start: os.start.handler(({ input, context, signal }) => {
      const run: RunInput = {
        lakePath: context.lakePath,
        resultId: context.resultId || freshId(),
        sql: input.sql,
        params: input.params,
        references: input.references,
        limits: { ...LIMITS, ...input.limits },
        ...(input.previewRows === undefined ? {} : { previewRows: input.previewRows }),
      };
      return runCell({ thread, cacheFolder }, run, signal);
    }),
    cancel: os.cancel.handler(({ input }) => ({ cancelled: cancelRunning(input.resultId) })),
    check: os.check.handler(({ input, context }) =>
      thread.ask({ kind: 'check', lakePath: context.lakePath, ...input }),
    ),
    explain: os.explain.handler(({ input, context }) =>
      thread.ask({ kind: 'explain', lakePath: context.lakePath, ...input }),
    ),
    schema: os.schema.handler(({ context }) => thread.ask({ kind: 'schema', lakePath: context.lakePath })),
    preview: os.preview.handler(async ({ input, context }) => {
      const resultId = context.resultId || freshId();
      const { rows, columns } = await thread.ask({
        kind: 'run',
        lakePath: context.lakePath,
        sql: `select * from "${input.relation.replaceAll('"', '""')}" limit ${input.limit}`,
        params: {},
        references: [],
        resultId,
        mostRows: input.limit,
        mostResultBytes: PREVIEW_LIMITS.resultBytes,
      });
      return { resultId, rows, columns: [...columns] };
    }),
    profile: os.profile.handler(({ input, context }) => {
      const { columns, ...rest } = input;
      return thread.ask({
        kind: 'profile',
        lakePath: context.lakePath,
        ...rest,
        ...(columns === undefined ? {} : { columns }),
      });
    }),
  };
}
