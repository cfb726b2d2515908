import { readProtocol } from '../../../shared/domain/evaluation.ts';
import type { EvaluationInfo } from '../../../shared/rpc/models.ts';
import { Badge } from '../../ui/badge.tsx';

/** The best recommender of a run against each other one, over the same listeners. */
export function PairedTests({ evaluations }: { evaluations: readonly EvaluationInfo[] }) {
  const { comparisons } = readProtocol(evaluations[0]?.protocol);
  if (comparisons.length === 0) return null;
  return (
    <section className="eval-section">
      <h2>Paired tests</h2>
      <table className="eval-table">
        <thead>
          <tr>
            <th scope="col">{comparisons[0]?.a} against</th>
            <th scope="col">{comparisons[0]?.metric} more</th>
            <th scope="col">95% interval</th>
            <th scope="col">p</th>
            <th scope="col">Says</th>
          </tr>
        </thead>
        <tbody>
          {comparisons.map(({ b, difference, interval: [low, high], p }, index) => (
            <tr key={index}>
              <th scope="row">{b}</th>
              <td className="number">{signed(difference)}</td>
              <td className="number">
                {signed(low)} … {signed(high)}
              </td>
              <td className="number">{p.toFixed(3)}</td>
              <td>{p < 0.05 ? <Badge tone="ok">better</Badge> : <Badge>may be chance</Badge>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
