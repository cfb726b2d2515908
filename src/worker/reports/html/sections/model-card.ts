import type { Evaluation, Metric, ModelFacts } from '../../facts/model.ts';
import { table } from '../charts/figure.ts';
import { html, name, type Content, type Markup } from '../markup.ts';
import { count, plural, when } from '../numbers.ts';

/** What the model is, what it learned from, and how well it did. */
export function modelSection(model: ModelFacts): Markup {
  const { data } = model;
  return html`<section id="model">
    <h2>Model card</h2>
    <dl class="facts">
      ${fact('Model', html`<code>${model.modelId}</code> (${model.state})`)}
      ${fact('Algorithm', html`${model.title}, version ${name(model.codeVersion.split(' ')[0])}`)}
      ${fact('Learned from', `${plural(data.plays, 'play')} by ${plural(data.users, 'listener')} of ${plural(data.tracks, 'track')}${data.asOf === null ? '' : `, until ${when(data.asOf)}`}`)}
      ${fact('Data', `snapshot ${model.snapshotId}${data.synthetic ? ', synthetic' : ''}`)}
      ${fact('Fitted', `${when(model.fittedAt)}, in ${model.seconds.toFixed(1)} s, seed ${model.seed}`)}
      ${fact('Code', html`<code>${model.codeVersion}</code>`)}
    </dl>
    <div class="columns">
      <div>
        <h3>Parameters</h3>
        ${table({ columns: [{ title: 'Parameter' }, { title: 'Value', numeric: true }], rows: flattened(model.params).map(([key, value]) => [name(key), name(value)]) })}
      </div>
      <div>
        <h3>How well it did</h3>
        ${metrics(model.evaluations)}
      </div>
    </div>
    ${
      model.notes.length > 0 &&
      html`<h3>Notes from the fit</h3>
        <ul>
          ${model.notes.map(note => html`<li>${name(note)}</li>`)}
        </ul>`
    }
    <h3>How to read it</h3>
    <p>
      A score only orders one listener’s tracks; it isn’t comparable between listeners or models. Reasons name what the
      score is made of, not what a listener thinks. Offline metrics are measured on plays that happened without these
      recommendations.
    </p>
  </section>`;
}

const fact = (label: string, value: Content): Markup =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

/** Nested parameters as dotted names. */
function flattened(value: Record<string, unknown>, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      return flattened(inner as Record<string, unknown>, `${prefix}${key}.`);
    }
    return [[prefix + key, typeof inner === 'string' ? inner : JSON.stringify(inner)]];
  });
}

function metrics(evaluations: readonly Evaluation[]): Content {
  const own = evaluations.find(evaluation => evaluation.ofThisModel) ?? evaluations[0];
  if (own === undefined)
    return html`<p class="empty">This model has not been evaluated. <code>tracklake evaluate</code> does it.</p>`;
  return html`${table({
      columns: [{ title: 'Metric' }, { title: 'Value', numeric: true }, { title: '95 % interval', numeric: true }],
      rows: own.metrics.map(metric => [name(metric.name), metric.value.toFixed(4), interval(metric)]),
    })}
    <p class="faint">
      ${own.ofThisModel ? '' : `Of the recommender ${own.recommender}, fitted for the evaluation. `}Measured on
      ${when(own.createdAt)}, snapshot ${count(own.snapshotId)}.
    </p>
    ${evaluations.length > 1 && comparison(evaluations)}`;
}

const interval = ({ low, high }: Metric): string =>
  low === null || high === null ? '–' : `${low.toFixed(4)} … ${high.toFixed(4)}`;

/** One metric of all recommenders side by side: the first that all of them have. */
function comparison(evaluations: readonly Evaluation[]): Content {
  const shared = evaluations[0]?.metrics.find(({ name: metric }) =>
    evaluations.every(evaluation => evaluation.metrics.some(other => other.name === metric)),
  );
  if (shared === undefined) return null;
  const value = (evaluation: Evaluation): number =>
    evaluation.metrics.find(metric => metric.name === shared.name)?.value ?? 0;
  return html`<h3>Beside the other recommenders</h3>
    ${table({
      columns: [{ title: 'Recommender' }, { title: shared.name, numeric: true }],
      rows: [...evaluations]
        .sort((a, b) => value(b) - value(a))
        .map(evaluation => [name(evaluation.recommender), value(evaluation).toFixed(4)]),
    })}`;
}
