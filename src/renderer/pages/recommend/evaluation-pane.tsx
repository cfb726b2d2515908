import { useState } from 'react';
import type { EvaluationInfo } from '../../../shared/rpc/recommend.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { evaluationsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Toolbar, ToolbarGap } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Segmented, Switch } from '../../ui/toggles.tsx';
import { EvaluationTable } from './evaluation-table.tsx';

/** Recommenders side by side, each metric with its bootstrap interval. The newest evaluation of each counts. */
export function EvaluationPane() {
  const answer = useQuery(evaluationsQuery);
  const evaluate = useAction(async () => {
    const job = await rpc.recommend.evaluate({ k: 10 });
    navigate(href('jobs', String(job.jobId)));
  }, 'The evaluation did not start');
  return (
    <Answered answer={answer}>
      {evaluations =>
        evaluations.length === 0 ? (
          <EmptyState
            icon="chart"
            title="Nothing is evaluated yet"
            actions={<Button onPress={evaluate.run}>Evaluate all recommenders</Button>}
          >
            The last plays of each listener are held back, in time order, and every recommender is asked for them.
          </EmptyState>
        ) : (
          <Compared evaluations={evaluations} evaluate={evaluate.run} pending={evaluate.pending} />
        )
      }
    </Answered>
  );
}

interface ComparedProps {
  evaluations: readonly EvaluationInfo[];
  evaluate: () => void;
  pending: boolean;
}

function Compared({ evaluations, evaluate, pending }: ComparedProps) {
  const [all, setAll] = useState(false);
  const ks = cutoffs(evaluations);
  const [k, setK] = useState(ks[0] ?? '');
  return (
    <>
      <Toolbar label="Evaluation">
        {ks.length > 1 && (
          <Segmented
            label="Length of the list"
            value={k}
            onChange={setK}
            options={ks.map(value => ({ value, label: `top ${value}` }))}
          />
        )}
        <Switch isSelected={all} onChange={setAll}>
          Every run
        </Switch>
        <ToolbarGap />
        <Button size="small" icon="play" onPress={evaluate} isPending={pending}>
          Evaluate all
        </Button>
      </Toolbar>
      <EvaluationTable evaluations={all ? evaluations : newestOfEach(evaluations)} k={k} />
    </>
  );
}

/** The lengths that were judged, shortest first: `recall@10`, `recall@20` → 10, 20. */
function cutoffs(evaluations: readonly EvaluationInfo[]): string[] {
  const names = evaluations.flatMap(({ metrics }) => Object.keys(metrics));
  const found = new Set(names.map(name => name.split('@')[1]).filter(length => length !== undefined));
  return [...found].sort((a, b) => Number(a) - Number(b));
}

function newestOfEach(evaluations: readonly EvaluationInfo[]): EvaluationInfo[] {
  const newest = new Map<string, EvaluationInfo>();
  for (const evaluation of evaluations) {
    const known = newest.get(evaluation.recommender);
    if (known === undefined || known.evaluationId < evaluation.evaluationId)
      newest.set(evaluation.recommender, evaluation);
  }
  return [...newest.values()];
}
