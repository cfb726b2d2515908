import type { ParameterSearch } from '../../../shared/rpc/models.ts';
import { searchesQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { duration, percent, plural } from '../../ui/format.ts';

/** What searches for parameters have found so far, recommender by recommender. */
export function Searches() {
  const answer = useQuery(searchesQuery);
  const searches = answer.kind === 'ready' ? answer.value : [];
  if (searches.length === 0) return null;
  return (
    <section className="eval-section">
      <h2>Searches</h2>
      {searches.map(search => (
        <Search key={search.recommender} search={search} />
      ))}
    </section>
  );
}

const SHOWN = 6;

function Search({
  search: { recommender, metric, strategy, snapshotId, points, trials },
}: {
  search: ParameterSearch;
}) {
  const best = trials.toSorted((a, b) => b.share - a.share || b.value - a.value).slice(0, SHOWN);
  return (
    <div className="eval-scroll" tabIndex={0} role="region" aria-label={`Search of ${recommender}`}>
      <table className="eval-table">
        <thead>
          <tr>
            <th scope="col">
              {recommender}{' '}
              <span className="faint">
                {strategy}, {plural(points, 'setting')}, {plural(trials.length, 'trial')} done, snapshot {snapshotId}
              </span>
            </th>
            <th scope="col">{metric}</th>
            <th scope="col">On listeners</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {best.map(trial => (
            <tr key={`${trial.point} ${trial.share}`}>
              <th scope="row" className="mono search-params" title={JSON.stringify(trial.params, null, 2)}>
                {trial.point < 0 ? 'defaults' : written(trial.params)}
              </th>
              <td className="number">{trial.value.toFixed(4)}</td>
              <td className="number">{percent(trial.share, 0)}</td>
              <td className="number">{duration(trial.seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const written = (params: Record<string, unknown>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${typeof value === 'number' ? Number(value.toPrecision(4)) : String(value)}`)
    .join(' ');
