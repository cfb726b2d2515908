import { METRIC_ORDER, metricTitle, readProtocol } from '../../../shared/domain/evaluation.ts';
import type { EvaluationInfo } from '../../../shared/rpc/models.ts';
import { Badge } from '../../ui/badge.tsx';
import { moment, percent, plural, sentence } from '../../ui/format.ts';
import { IntervalCell } from './interval-cell.tsx';

/** One row for each evaluation, best first by the first metric. */
export function EvaluationTable({ evaluations, k }: { evaluations: readonly EvaluationInfo[]; k: string }) {
  const names = [...new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)))]
    .filter(name => !name.includes('@') || name.endsWith(`@${k}`))
    .sort((a, b) => order(a) - order(b));
  const by = names[0] ?? '';
  const sorted = evaluations.toSorted((a, b) => (b.metrics[by]?.value ?? 0) - (a.metrics[by]?.value ?? 0));
  const attained = sorted.some(({ protocol }) => readProtocol(protocol).attained[by] !== undefined);
  return (
    <>
      <div className="eval-scroll" tabIndex={0} role="region" aria-label="Evaluation results">
        <table className="eval-table">
          <thead>
            <tr>
              <th scope="col">Recommender</th>
              {attained && <th scope="col">Of attainable {metricTitle(by)}</th>}
              {names.map(name => (
                <th key={name} scope="col">
                  {metricTitle(name)}
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
                  <span className="faint"> snapshot {evaluation.snapshotId}</span>
                </th>
                {attained && <td className="number">{attainedShare(evaluation, sorted[0], by)}</td>}
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
      </div>
      {sorted[0] !== undefined && <Terms evaluation={sorted[0]} />}
    </>
  );
}

/** Under which terms the figures hold. */
function Terms({ evaluation }: { evaluation: EvaluationInfo }) {
  const { description, judged, moments, synthetic, leak, notes } = readProtocol(evaluation.protocol);
  return (
    <div className="eval-terms">
      <p className="eval-badges">
        {leak === 'none' && <Badge tone="ok">nothing from the future was learned</Badge>}
        {leak === 'found' && <Badge tone="error">the training data knows the future</Badge>}
        {synthetic && <Badge tone="warn">synthetic data: figures say nothing about real listeners</Badge>}
      </p>
      {description !== '' && <p>{description.charAt(0).toUpperCase() + description.slice(1)}.</p>}
      <p className="faint">
        {moments !== null && `${plural(moments, 'moment')} of sessions judged, of ${plural(judged ?? 0, 'listener')}. `}
        {moments === null && judged !== null && `${plural(judged, 'listener')} judged. `}
        {notes.map(note => `${sentence(note)}. `)}
        {Object.values(evaluation.metrics).some(({ low }) => low !== null) &&
          'Lines are 95% bootstrap intervals; where two of them overlap, the difference may be chance.'}
      </p>
    </div>
  );
}

/** What is stored is the best one's share; the others' are in proportion to their figures. */
function attainedShare(
  { protocol, metrics }: EvaluationInfo,
  best: EvaluationInfo | undefined,
  metric: string,
): string {
  const share = readProtocol(protocol).attained[metric];
  const most = best?.metrics[metric]?.value ?? 0;
  return share === undefined || most === 0 ? '–' : percent((share * (metrics[metric]?.value ?? 0)) / most, 0);
}

function order(name: string): number {
  const index = METRIC_ORDER.indexOf(name.split('@')[0] ?? name);
  return index === -1 ? METRIC_ORDER.length : index;
}

function rangeOf(evaluations: readonly EvaluationInfo[], name: string): { low: number; high: number } {
  const ends = evaluations.flatMap(({ metrics }) => {
    const metric = metrics[name];
    return metric === undefined ? [] : [metric.low ?? metric.value, metric.high ?? metric.value];
  });
  return { low: Math.min(0, ...ends), high: Math.max(...ends, Number.EPSILON) };
}
