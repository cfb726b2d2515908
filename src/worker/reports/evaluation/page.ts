import { TracklakeError } from '../../../shared/errors.ts';
import { readProtocol, readSegments, metricTitle, METRIC_ORDER } from '../../../shared/domain/evaluation.ts';
import type { EvaluationInfo } from '../../../shared/rpc/models.ts';
import { table } from '../html/charts/figure.ts';
import { html, Markup, type Content } from '../html/markup.ts';
import { count, percent, when } from '../html/numbers.ts';
import { stillHead } from '../html/still-head.ts';
import { intervalsChart } from './intervals.ts';

/** One evaluation run as one HTML file that loads nothing and runs nothing: every model side by side. */
export function evaluationPage(evaluations: readonly EvaluationInfo[]): string {
  const [first] = evaluations;
  if (first === undefined) throw new TracklakeError('not_found', 'nothing was evaluated yet');
  const { k, description, judged, moments, synthetic, leak, comparisons, notes } = readProtocol(first.protocol);
  const by = `ndcg@${k}`;
  const sorted = evaluations.toSorted((a, b) => (b.metrics[by]?.value ?? 0) - (a.metrics[by]?.value ?? 0));
  return html`<!doctype html>
    <html lang="en">
      ${stillHead('Evaluation of recommenders')}
      <body>
        <div class="page docs">
          <header class="head">
            <p class="brand">Tracklake evaluation</p>
            <h1>Recommenders side by side</h1>
            <p class="sub">
              ${sorted.length} judged on snapshot ${first.snapshotId}, ${when(first.createdAt)}; run ${first.runId}.
            </p>
            <p class="badges">
              ${leak === 'none' && html`<span class="badge ok">nothing from the future was learned</span>`}
              ${leak === 'found' && html`<span class="badge error">the training data knows the future</span>`}
              ${synthetic && html`<span class="badge synthetic">synthetic data: says nothing about real listeners</span>`}
            </p>
          </header>
          <main>
            <section>
              <h2>How it was judged</h2>
              <p>${description}.</p>
              <p>
                ${moments === null ? `${count(judged ?? 0)} listeners judged.` : `${count(moments)} moments judged.`}
                Intervals are 95 % by bootstrap.
              </p>
              ${notes.map(note => html`<p>${note}</p>`)}
            </section>
            <section>
              <h2>Accuracy</h2>
              ${intervalsChart(sorted, by)}
            </section>
            ${cutoffs(sorted).map(
              cut =>
                html`<section>
                  <h2>Top ${cut}</h2>
                  ${metricsTable(sorted, cut)}
                </section>`,
            )}
            ${comparisons.length > 0 && testsSection(comparisons)} ${segmentsSection(sorted, k)}
            <section>
              <h2>Parameters</h2>
              ${table({
                columns: [{ title: 'Recommender' }, { title: 'Parameters' }],
                rows: sorted.map(({ recommender, params }) => [recommender, JSON.stringify(params)]),
              })}
            </section>
          </main>
          <footer>This page loads nothing from anywhere, and runs nothing.</footer>
        </div>
      </body>
    </html>`.text;
}

function cutoffs(evaluations: readonly EvaluationInfo[]): string[] {
  const names = evaluations.flatMap(({ metrics }) => Object.keys(metrics));
  return [...new Set(names.flatMap(name => name.split('@')[1] ?? []))].sort((a, b) => Number(a) - Number(b));
}

function metricsTable(evaluations: readonly EvaluationInfo[], cut: string): Markup {
  const names = METRIC_ORDER.map(name => `${name}@${cut}`).filter(name =>
    evaluations.some(({ metrics }) => metrics[name] !== undefined),
  );
  return table({
    columns: [{ title: 'Recommender' }, ...names.map(name => ({ title: metricTitle(name), numeric: true }))],
    rows: evaluations.map(({ recommender, metrics }) => [recommender, ...names.map(name => withRange(metrics[name]))]),
  });
}

function withRange(metric: EvaluationInfo['metrics'][string] | undefined): Content {
  if (metric === undefined) return '–';
  const { value, low, high } = metric;
  return low === null || high === null
    ? value.toFixed(4)
    : html`${value.toFixed(4)} <span class="faint">${low.toFixed(4)}…${high.toFixed(4)}</span>`;
}

const testsSection = (comparisons: ReturnType<typeof readProtocol>['comparisons']): Markup =>
  html`<section>
    <h2>Paired tests</h2>
    <p>The best against each other one, over the same listeners or sessions.</p>
    ${table({
      columns: [
        ...[{ title: 'Best' }, { title: 'Against' }, { title: 'On' }],
        ...[
          { title: 'Difference', numeric: true },
          { title: '95 %', numeric: true },
          { title: 'p', numeric: true },
        ],
      ],
      rows: comparisons.map(({ a, b, metric, difference, interval: [low, high], p }) => [
        ...[a, b, metric, difference.toFixed(4), `${low.toFixed(4)}…${high.toFixed(4)}`, p.toFixed(3)],
      ]),
    })}
  </section>`;

function segmentsSection(evaluations: readonly EvaluationInfo[], k: number): Markup | false {
  const read = evaluations.map(({ recommender, segments }) => ({ recommender, segments: readSegments(segments) }));
  const names = [...new Set(read.flatMap(({ segments }) => segments.map(({ name }) => name)))];
  if (names.length === 0) return false;
  return html`<section>
    <h2>Segments</h2>
    <p>Recall: of listeners at ${k}, of tracks as far as was judged. In brackets how many.</p>
    ${table({
      columns: [{ title: 'Recommender' }, ...names.map(name => ({ title: name, numeric: true }))],
      rows: read.map(({ recommender, segments }) => [
        recommender,
        ...names.map(wanted => {
          const found = segments.find(({ name }) => name === wanted);
          const value = found?.metrics[`recall@${k}`] ?? Object.values(found?.metrics ?? {})[0];
          return found === undefined || value === undefined ? '–' : `${percent(value)} (${count(found.size)})`;
        }),
      ]),
    })}
  </section>`;
}
