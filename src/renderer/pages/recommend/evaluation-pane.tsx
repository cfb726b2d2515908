import { useState } from 'react';
import type { EvaluationInfo } from '../../../shared/rpc/recommend.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { evaluationsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { decimal, moment } from '../../ui/format.ts';
import { Toolbar, ToolbarGap } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Switch } from '../../ui/toggles.tsx';
import { IntervalCell } from './interval-cell.tsx';

/** Recommenders side by side, each metric with its bootstrap interval. The newest evaluation of each counts. */
export function EvaluationPane() {
  const answer = useQuery(evaluationsQuery);
  const [all, setAll] = useState(false);
  const evaluate = useAction(async () => {
    const job = await rpc.recommend.evaluate({ k: 10 });
    navigate(href('jobs', String(job.jobId)));
  }, 'The evaluation did not start');
  return (
    <>
      <Toolbar label="Evaluation">
        <Switch isSelected={all} onChange={setAll}>
          Every run
        </Switch>
        <ToolbarGap />
        <Button size="small" icon="play" onPress={evaluate.run} isPending={evaluate.pending}>
          Evaluate all
        </Button>
      </Toolbar>
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
            <EvaluationTable evaluations={all ? evaluations : newestOfEach(evaluations)} />
          )
        }
      </Answered>
    </>
  );
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

const FIRST = ['ndcg', 'recall', 'map', 'mrr', 'hit', 'coverage', 'novelty', 'diversity', 'popularity'];

function EvaluationTable({ evaluations }: { evaluations: readonly EvaluationInfo[] }) {
  const names = [...new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)))].sort(
    (a, b) => order(a) - order(b),
  );
  const by = names[0] ?? '';
  const sorted = evaluations.toSorted((a, b) => (b.metrics[by]?.value ?? 0) - (a.metrics[by]?.value ?? 0));
  return (
    <div className="eval" tabIndex={0} role="region" aria-label="Evaluation results">
      <table className="eval-table">
        <thead>
          <tr>
            <th scope="col">Recommender</th>
            {names.map(name => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">Evaluated</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(evaluation => (
            <tr key={evaluation.evaluationId}>
              <th scope="row">
                {evaluation.recommender}
                <span className="faint number"> snapshot {evaluation.snapshotId}</span>
              </th>
              {names.map(name => (
                <td key={name}>
                  <IntervalCell metric={evaluation.metrics[name]} range={rangeOf(sorted, name)} />
                </td>
              ))}
              <td className="muted">{moment(evaluation.createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="faint eval-note">
        Lines are 95% bootstrap intervals; where two of them overlap, the difference may be chance. Best {by}:{' '}
        {decimal(sorted[0]?.metrics[by]?.value, 4)}.
      </p>
    </div>
  );
}

function order(name: string): number {
  const index = FIRST.findIndex(prefix => name.toLowerCase().startsWith(prefix));
  return index === -1 ? FIRST.length : index;
}

function rangeOf(evaluations: readonly EvaluationInfo[], name: string): { low: number; high: number } {
  const ends = evaluations.flatMap(({ metrics }) => {
    const metric = metrics[name];
    return metric === undefined ? [] : [metric.low ?? metric.value, metric.high ?? metric.value];
  });
  return { low: Math.min(0, ...ends), high: Math.max(...ends, Number.EPSILON) };
}
