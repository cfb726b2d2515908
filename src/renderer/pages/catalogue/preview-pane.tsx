import { lazy, Suspense, useMemo } from 'react';
import type { RelationDetail } from '../../../shared/rpc/catalogue.ts';
import type { ResultColumn } from '../../../shared/rpc/results.ts';
import { rpc } from '../../rpc/client.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { count, plural } from '../../ui/format.ts';
import { EmptyState, SkeletonRows } from '../../ui/states.tsx';

const ResultGrid = lazy(async () => ({ default: (await import('../../grid/grid.tsx')).ResultGrid }));

interface Preview {
  resultId: string;
  rows: number;
  columns: ResultColumn[];
}

const PREVIEW_ROWS = 1000;

const previewQuery = (relation: string): Query<Preview> => ({
  key: `preview:${relation}`,
  topics: ['relations'],
  load: signal => rpc.cells.preview({ relation, limit: PREVIEW_ROWS }, { signal }),
});

/** The relation's first rows as they are stored. */
export function PreviewPane({ relation }: { relation: RelationDetail }) {
  const answer = useQuery(useMemo(() => previewQuery(relation.name), [relation.name]));
  return <Answered answer={answer}>{preview => <FirstRows relation={relation} preview={preview} />}</Answered>;
}

function FirstRows({ relation, preview }: { relation: RelationDetail; preview: Preview }) {
  if (preview.rows === 0)
    return (
      <EmptyState icon="table" title="No rows yet">
        {relation.exists ? 'The relation is there and empty.' : 'It is built with the next build.'}
      </EmptyState>
    );
  return (
    <div className="preview">
      <p className="cols-note">
        {relation.rows > preview.rows
          ? `First ${plural(preview.rows, 'row')} of ${count(relation.rows)}; sorting and filtering are within these`
          : `All ${plural(preview.rows, 'row')}`}
      </p>
      <Suspense fallback={<SkeletonRows />}>
        <ResultGrid
          resultId={preview.resultId}
          columns={preview.columns}
          rows={preview.rows}
          running={false}
          label={`First rows of ${relation.name}`}
        />
      </Suspense>
    </div>
  );
}
