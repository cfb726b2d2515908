import { partTone, scoreBar } from '../charts/score-bar.ts';
import { html, name, type Markup } from '../markup.ts';
import { percent, plural } from '../numbers.ts';
import type { ListenerList } from '../../report.ts';

const REASONS_SHOWN = 2;

/** One listener's list: who it is, the tracks, why each is there, and what its score is made of. */
export function listenerSection(
  { userId, name: listener, facts, list }: ListenerList,
  parts: readonly string[],
): Markup {
  const most = Math.max(0, ...list.items.map(item => sumOfPositive(item.parts)));
  return html`<section class="listener">
    <header>
      <h3>${name(listener ?? `Listener ${userId}`)} <span class="id">${userId}</span></h3>
      <p>${facts === null ? 'No plays yet.' : describe(facts)}${list.note !== null && html` <em>${list.note}.</em>`}</p>
    </header>
    <table class="list">
      <thead>
        <tr>
          <th scope="col" class="number">#</th>
          <th scope="col">Track</th>
          <th scope="col">Why</th>
          <th scope="col">Score</th>
          <th scope="col" class="number"><span class="unseen">Value</span></th>
        </tr>
      </thead>
      <tbody>
        ${list.items.map(
          item =>
            html`<tr>
              <td class="number rank">${item.rank}</td>
              <td class="track">
                <b>${name(item.title)}</b>${item.artist !== null && html`<span>${name(item.artist)}</span>`}
              </td>
              <td class="why">${reasons(item.reasons)}</td>
              <td class="bar">${scoreBar(item.parts, parts, most)}</td>
              <td class="number">${item.score.toFixed(3)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
    ${list.items.length === 0 && html`<p class="empty">Nothing is left to recommend: everything was heard before or filtered out.</p>`}
  </section> `;
}

/** The colours of the parts, once for all lists. */
export function partsLegend(parts: readonly string[]): Markup {
  return html`<ul class="legend" aria-label="Parts of the score">
    ${parts.map(
      part =>
        html`<li>
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <rect class="${partTone(part, parts)}" width="10" height="10" rx="2" /></svg
          >${part}
        </li>`,
    )}
  </ul>`;
}

function describe(facts: NonNullable<ListenerList['facts']>): Markup {
  const { plays, tracks, active_weeks, top_genre, top_artist_name, last_played_on, skip_share } = facts;
  return html`${plural(plays, 'play')} of ${plural(tracks, 'track')} in ${plural(active_weeks, 'week')},
  ${percent(skip_share, 0)}
  skipped${top_genre !== null && html`; mostly ${name(top_genre)}`}${top_artist_name !== null && html`, most of all ${name(top_artist_name)}`}${last_played_on !== null && html`; last heard on ${last_played_on}`}.`;
}

/** The strongest reasons; the others are in the table files. */
function reasons(all: ListenerList['list']['items'][number]['reasons']): Markup {
  const shown = all.filter(reason => reason.contribution > 0).slice(0, REASONS_SHOWN);
  if (shown.length === 0) return html`<span class="faint">no reason given</span>`;
  return html`${shown.map(reason => html`<span>${name(sentence(reason.text))}</span>`)}`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sumOfPositive = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((sum, value) => sum + Math.max(0, value), 0);
