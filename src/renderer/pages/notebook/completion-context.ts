import { useMemo } from 'react';
import type { CompletionContext } from '../../editor/completions.ts';
import { rpc } from '../../rpc/client.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { useStore } from '../../state/store.ts';
import { lastResult } from './cell-run.ts';
import { useSession } from './context.ts';

type Schema = Awaited<ReturnType<typeof rpc.cells.schema>>;

const schemaQuery: Query<Schema> = {
  key: 'cells.schema',
  topics: ['relations'],
  load: signal => rpc.cells.schema(undefined, { signal }),
};

const EMPTY: Schema = { snapshotId: 0, relations: [], functions: [], keywords: [] };

/** What completion knows in this notebook now, read when a suggestion is asked for. */
export function useCompletionContext(cellId: string): () => CompletionContext {
  const session = useSession();
  const answer = useQuery(schemaQuery);
  const runs = useStore(session.runner.runs);
  const schema = answer.kind === 'ready' ? answer.value : EMPTY;
  return useMemo(
    () => () => {
      const { cells } = session.notebook;
      const named = cells.flatMap(cell => {
        if (cell.kind !== 'sql' || cell.name === '' || cell.id === cellId) return [];
        const columns = lastResult(runs.get(cell.id))?.columns.map(column => column.name) ?? [];
        return [{ name: cell.name, columns }];
      });
      const inputs = cells.flatMap(cell => (cell.kind === 'input' ? [cell.name] : []));
      return {
        relations: schema.relations,
        functions: schema.functions,
        keywords: schema.keywords,
        cells: named,
        inputs,
      };
    },
    [session, runs, schema, cellId],
  );
}
