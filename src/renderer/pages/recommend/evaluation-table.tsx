import type { EvaluationInfo } from '../../../shared/rpc/recommend.ts';
import { Badge } from '../../ui/badge.tsx';
import { moment, percent, plural } from '../../ui/format.ts';
import { IntervalCell } from './interval-cell.tsx';
import { readProtocol } from './protocol.ts';

const FIRST = [
  'ndcg',
  'recall',
  'map',
  'mrr',
  'hit',
  'precision',
  'coverage',
  'novelty',
  'diversity',
  'serendipity',
  'calibration',
  'popularity',
];

/** One row for each evaluation, best first by the first metric. */
export function EvaluationTable({ evaluations, k }: { evaluations: readonly EvaluationInfo[]; k: string }) {
  const names = [...new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)))]
    .filter(name => !name.includes('@') || name.endsWith(`@${k}`))
    .sort((a, b) => order(a) - order(b));
  const by = names[0] ?? '';
  const sorted = evaluations.toSorted((a, b) => (b.metrics[by]?.value ?? 0) - (a.metrics[by]?.value ?? 0));
  const attained = sorted.some(({ protocol }) => readProtocol(protocol).attained[by] !== undefined);
  return (
    <div className="eval" tabIndex={0} role="region" aria-label="Evaluation results">
      <table className="eval-table">
        <thead>
          <tr>
            <th scope="col">Recommender</th>
            {attained && <th scope="col">Of attainable {title(by)}</th>}
            {names.map(name => (
              <th key={name} scope="col">
                {title(name)}
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
              {attained && <td className="number">{attainedShare(evaluation, by)}</td>}
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
      {sorted[0] !== undefined && <Terms evaluation={sorted[0]} />}
    </div>
  );
}

/** Under which terms the figures hold. */
function Terms({ evaluation }: { evaluation: EvaluationInfo }) {
  const { description, judged, synthetic, leak } = readProtocol(evaluation.protocol);
  return (
    <div className="eval-terms">
      <p className="eval-badges">
        {leak === 'none' && <Badge tone="ok">nothing from the future was learned</Badge>}
        {leak === 'found' && <Badge tone="error">the training data knows the future</Badge>}
        {synthetic && <Badge tone="warn">synthetic data: figures say nothing about real listeners</Badge>}
      </p>
      {description !== null && <p>{description.charAt(0).toUpperCase() + description.slice(1)}.</p>}
      <p className="faint">
        {judged !== null && `${plural(judged, 'listener')} judged. `}
        {Object.values(evaluation.metrics).some(({ low }) => low !== null) &&
          'Lines are 95% bootstrap intervals; where two of them overlap, the difference may be chance.'}
      </p>
    </div>
  );
}

function attainedShare({ protocol }: EvaluationInfo, metric: string): string {
  const share = readProtocol(protocol).attained[metric];
  return share === undefined ? '–' : percent(share, 0);
}

/** ndcg@10 → NDCG, popularity_bias@10 → popularity bias */
function title(name: string): string {
  const plain = (name.split('@')[0] ?? name).replaceAll('_', ' ');
  return ['ndcg', 'map', 'mrr'].includes(plain) ? plain.toUpperCase() : plain;
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
