import type { EvaluationFacts, Metric } from '../../facts/evaluation.ts';
import type { ModelFacts } from '../../facts/model.ts';
import { table } from '../charts/figure.ts';
import { html, name, type Content, type Markup } from '../markup.ts';
import { percent, plural, when } from '../numbers.ts';

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
        ${besideOthers(model.evaluation)}
      </div>
      <div>
        <h3>How well it did</h3>
        ${metrics(model.evaluation)}
      </div>
    </div>
    ${
      model.notes.length > 0 &&
      html`<h3>Notes from the fit</h3>
        <ul>
          ${model.notes.map(note => html`<li>${name(note)}</li>`)}
        </ul>`
    }
    ${
      model.publications.length > 0 &&
      html`<h3>Served and reported</h3>
        <ul>
          ${model.publications.map(({ at, action, reason }) => html`<li>${when(at)}: ${action}. ${name(reason)}</li>`)}
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

function metrics(evaluation: EvaluationFacts | null): Content {
  if (evaluation === null) {
    return html`<p class="empty">This model has not been evaluated. <code>tracklake evaluate</code> does it.</p>`;
  }
  const { sameParameters, description, usersJudged, createdAt, shareOfAttainable } = evaluation;
  return html`${table({
      columns: [{ title: 'Metric' }, { title: 'Value', numeric: true }, { title: '95 % interval', numeric: true }],
      rows: evaluation.metrics.map(metric => [name(metric.name), decimal(metric.value), interval(metric)]),
    })}
    <p class="faint">
      ${sameParameters ? null : 'Of the same recommender with other parameters. '}${sentence(description)}${usersJudged !== null && ` ${plural(usersJudged, 'listener')} judged.`}
      Measured on ${when(createdAt)}.
    </p>
    ${
      shareOfAttainable !== null &&
      html`<p>
        NDCG@10 is <b>${percent(shareOfAttainable)} of the attainable</b>: of what the generator’s own tastes reach.
        This number is synthetic.
      </p>`
    }`;
}

/** NDCG@10 of everything that was tested with it. */
function besideOthers(evaluation: EvaluationFacts | null): Content {
  if (evaluation === null || evaluation.beside.length < 2) return null;
  return html`<h3>Beside the other recommenders</h3>
    ${table({
      columns: [{ title: 'Recommender' }, { title: 'NDCG@10', numeric: true }],
      rows: evaluation.beside.map(({ recommender, ndcg }) => [name(recommender), decimal(ndcg)]),
    })}`;
}

const decimal = (value: number): string => value.toFixed(4);

const interval = ({ low, high }: Metric): string =>
  low === null || high === null ? '–' : `${decimal(low)} … ${decimal(high)}`;

const sentence = (text: string): string => (text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
