import { TracklakeError } from '../shared/errors.ts';
import type { SearchResult, Trial } from '../worker/evaluation/search-params.ts';
import { duration } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { runJob } from './run-jobs.ts';

export interface SearchParametersOptions {
  lake: string;
  json?: boolean;
  recommenders?: string[];
  k: number;
  users: number;
  seed: number;
  trials: number;
}

/** `tracklake evaluate --search --recommenders NAME`: looks for a recommender's parameters; what was tried is kept. */
export async function runSearch(options: SearchParametersOptions): Promise<void> {
  const { lake, json, recommenders = [], k, users, seed, trials } = options;
  const [recommender, ...more] = recommenders;
  if (recommender === undefined || more.length > 0)
    throw new TracklakeError('bad_input', '--search takes one recommender: --recommenders NAME');
  const search = { recommender, trials, users, seed, metric: `ndcg@${k}` };
  const title = `search parameters of ${recommender}`;
  const result = await runJob<SearchResult>(lake, { kind: 'evaluate', title, params: { search } });
  await (json ? printJson(result) : printLine(searchText(result)));
}

function searchText({ recommender, metric, best, defaults, trials, resumed }: SearchResult): string {
  const fitted = trials.filter(({ share }) => share === 1).sort((a, b) => b.value - a.value);
  const row = (trial: Trial): string[] => [
    trial.point < 0 ? 'defaults' : JSON.stringify(trial.params),
    trial.value.toFixed(4),
    duration(trial.seconds),
  ];
  const choice =
    best.point < 0
      ? `nothing tried is better than the defaults of ${recommender}`
      : `tracklake fit --recommender ${recommender} --set ${Object.entries(best.params)
          .map(([name, value]) => `${name}=${String(value)}`)
          .join(' ')}`;
  return [
    table(['fitted on all listeners', metric, 'took'], fitted.map(row)),
    '',
    `${trials.length} trials, ${resumed} of them from before; defaults ${defaults.value.toFixed(4)}, best ${best.value.toFixed(4)}; the last 28 days stayed unseen`,
    choice,
  ].join('\n');
}
