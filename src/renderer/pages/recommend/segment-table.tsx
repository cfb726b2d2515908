import { readProtocol, readSegments } from '../../../shared/domain/evaluation.ts';
import type { EvaluationInfo } from '../../../shared/rpc/models.ts';
import { percent, plural, sentence } from '../../ui/format.ts';

/** Recall by kind of listener and by age of track: who a recommender is good for. */
export function SegmentTable({ evaluations, k }: { evaluations: readonly EvaluationInfo[]; k: string }) {
  const rows = evaluations.map(evaluation => ({ evaluation, segments: readSegments(evaluation.segments) }));
  const names = [...new Set(rows.flatMap(({ segments }) => segments.map(({ name }) => name)))];
  if (names.length === 0) return null;
  const unit = readProtocol(evaluations[0]?.protocol).task === 'lists' ? 'listener' : 'session';
  const sizeOf = (wanted: string): number => rows[0]?.segments.find(({ name }) => name === wanted)?.size ?? 0;
  return (
    <section className="eval-section">
      <h2>Recall by segment</h2>
      <div className="eval-scroll" tabIndex={0} role="region" aria-label="Recall by segment">
        <table className="eval-table">
          <thead>
            <tr>
              <th scope="col">Recommender</th>
              {names.map(name => (
                <th key={name} scope="col">
                  {sentence(name)}{' '}
                  <span className="faint">{plural(sizeOf(name), name.endsWith('tracks') ? 'play' : unit)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ evaluation, segments }) => (
              <tr key={evaluation.evaluationId}>
                <th scope="row">{evaluation.recommender}</th>
                {names.map(wanted => {
                  const metrics = segments.find(({ name }) => name === wanted)?.metrics ?? {};
                  const value = metrics[`recall@${k}`] ?? Object.values(metrics)[0];
                  return (
                    <td key={wanted} className="number">
                      {value === undefined ? '–' : percent(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="faint">
        Cold listeners have fewer than 5 tracks in training, the others are parted at the median; new tracks were
        released in the 30 days before the cut.
      </p>
    </section>
  );
}
