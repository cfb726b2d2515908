import type { Tally } from '../../format.ts';
import type { ReportFacts } from '../../report.ts';
import { barsChart } from '../charts/bars.ts';
import { heatMap } from '../charts/heat.ts';
import { weeksChart } from '../charts/weeks.ts';
import { html, name, type Content, type Markup } from '../markup.ts';
import { count, percent, plural, shortHash, when } from '../numbers.ts';
import { checksState } from './checks.ts';

/** The head of the page: what this is, how far it can be trusted, and the numbers at a glance. */
export function headSection(facts: ReportFacts, tally: Tally): Markup {
  const { model, provenance, checks } = facts;
  const state = checksState(checks);
  return html`<header class="head">
    <p class="brand">Tracklake report</p>
    <h1>${name(facts.title)}</h1>
    <p class="sub">
      ${plural(tally.recommendations, 'recommendation')} for
      ${facts.chosen === 'chosen listeners' ? plural(tally.listeners, 'listener') : facts.chosen}, made on
      ${when(facts.madeAt)} with the ${model.title} model ${shortHash(model.modelId)} on snapshot
      ${provenance.snapshotId}.
    </p>
    <p class="badges">
      ${facts.synthetic && html`<span class="badge synthetic">Synthetic data</span>`}
      <a class="badge ${state.tone}" href="#checks">${state.text}</a>
      ${model.snapshotId < provenance.snapshotId && html`<a class="badge warn" href="#provenance">Data has changed since the model was fitted</a>`}
    </p>
    <button class="print" id="print" type="button" hidden>Print or save as PDF</button>
    ${checks.failed > 0 && keptNotice(checks)}
    ${facts.synthetic && html`<p class="notice">The plays in this lakehouse were generated. Nothing here says anything about real listeners, and scores on such data only compare methods with each other.</p>`}
  </header>`;
}

/** A failed check keeps relations as they were, so the numbers are of then. */
function keptNotice({ results }: ReportFacts['checks']): Markup {
  const failed = results.filter(({ passed, severity }) => !passed && severity === 'error');
  return html`<p class="notice failed">
    The numbers here are of before the newest data:
    ${failed.map(({ relation, expression }, i) => html`${i > 0 && '; '}${name(relation)} failed “${expression}”`)}.
    Relations stay as they were until a build passes.
  </p>`;
}

export function summarySection(facts: ReportFacts, tally: Tally): Markup {
  const { figures, model } = facts;
  const catalogue = Math.max(1, model.data.tracks);
  const figuresShown =
    figures.totals.plays > 0
      ? figures.totals
      : { plays: model.data.plays, listeners: model.data.users, tracks: catalogue };
  const coverage = tally.tracks.size / catalogue;
  return html`<section id="summary">
    <h2>Summary</h2>
    <dl class="kpis">
      ${kpi('Listeners in this report', count(tally.listeners), tally.coldStarts > 0 && `${count(tally.coldStarts)} without plays`)}
      ${kpi('Different tracks recommended', count(tally.tracks.size), `${percent(coverage)} of the catalogue`)}
      ${kpi('Plays behind it', count(figuresShown.plays), `by ${count(figuresShown.listeners)} listeners`)}
      ${kpi('Checks passed', `${count(facts.checks.passed)} of ${count(facts.checks.results.length)}`, facts.checks.checkedAt !== null && `on ${when(facts.checks.checkedAt)}`)}
    </dl>
    <div class="figures">${charts(facts, tally)}</div>
  </section>`;
}

const kpi = (label: string, value: string, note: Content): Markup =>
  html`<div>
    <dt>${label}</dt>
    <dd><b>${value}</b><span>${note}</span></dd>
  </div>`;

/** The wide charts over and under two columns of narrow ones, which are filled so that they come out about as long. */
function charts({ figures, model }: ReportFacts, tally: Tally): Content {
  const left = [
    figures.genres.length > 0 && genreChart(figures.genres, tally),
    figures.artists.length > 0 && artistsChart(figures.artists, figures.month ?? ''),
  ];
  const right = [tally.partShares.size > 1 && partsChart(tally), tally.tracks.size > 0 && tracksChart(tally)];
  return [
    figures.weeks.length > 1
      ? weeksChart(figures.weeks)
      : html`<p class="empty">
          The plays that the ${model.title} model learned from have no dates, so there is no curve to draw.
        </p>`,
    html`<div>${left}</div>
      <div>${right}</div>`,
    figures.hours.length > 0 && heatMap(figures.hours),
  ];
}

function genreChart(genres: ReportFacts['figures']['genres'], tally: Tally): Markup {
  const recommended = new Map<string, number>();
  for (const { genre, lists } of tally.tracks.values()) {
    if (genre !== null) recommended.set(genre, (recommended.get(genre) ?? 0) + lists);
  }
  const shown = genres.slice(0, 8);
  return barsChart({
    caption: 'Genres: played and recommended',
    note: 'Share of the last four weeks’ plays, and of these lists.',
    of: 'Genre',
    labels: shown.map(genre => genre.genre),
    series: [
      { title: 'Played', tone: 2, values: shown.map(genre => genre.share) },
      {
        title: 'Recommended',
        tone: 1,
        values: shown.map(({ genre }) => (recommended.get(genre) ?? 0) / Math.max(1, tally.recommendations)),
      },
    ],
    format: share => percent(share),
  });
}

function partsChart(tally: Tally): Markup {
  const parts = [...tally.partShares].filter(([, share]) => share > 0);
  return barsChart({
    caption: 'What the scores are made of',
    note: 'Each part’s share of all scores in this report.',
    of: 'Part',
    labels: parts.map(([part]) => part),
    series: [{ title: 'Share of the scores', tone: 1, values: parts.map(([, share]) => share) }],
    format: share => percent(share),
  });
}

function tracksChart(tally: Tally): Markup {
  const top = [...tally.tracks.values()].sort((a, b) => b.lists - a.lists || (a.title < b.title ? -1 : 1)).slice(0, 10);
  return barsChart({
    caption: 'Most recommended tracks',
    note: 'In how many of the lists each one stands.',
    of: 'Track',
    labels: top.map(track => track.title),
    series: [{ title: 'Lists', tone: 1, values: top.map(track => track.lists) }],
    format: count,
  });
}

function artistsChart(artists: ReportFacts['figures']['artists'], month: string): Markup {
  const shown = artists.slice(0, 6);
  return barsChart({
    caption: 'Most played artists',
    note: `Plays in ${month}, the last full month.`,
    of: 'Artist',
    labels: shown.map(artist => artist.artist_name),
    series: [{ title: 'Plays', tone: 2, values: shown.map(artist => artist.plays) }],
    format: count,
  });
}
