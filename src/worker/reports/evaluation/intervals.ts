import type { EvaluationInfo } from '../../../shared/rpc/models.ts';
import { figure } from '../html/charts/figure.ts';
import { html, type Markup } from '../html/markup.ts';

const WIDTH = 640;
const LEFT = 150;
const RIGHT = 64;
const ROW = 22;

/** A dot for each recommender, with its interval, on one scale from 0. */
export function intervalsChart(evaluations: readonly EvaluationInfo[], metric: string): Markup {
  const rows = evaluations.flatMap(({ recommender, metrics }) => {
    const found = metrics[metric];
    return found === undefined ? [] : [{ recommender, ...found }];
  });
  const most = Math.max(...rows.map(({ value, high }) => high ?? value), Number.EPSILON);
  const x = (value: number): string => (LEFT + (value / most) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const chart = html`<svg
    viewBox="0 0 ${WIDTH} ${rows.length * ROW + 8}"
    role="img"
    aria-label="${metric} with intervals"
  >
    ${rows.map(({ recommender, value, low, high }, at) => {
      const y = at * ROW + ROW / 2 + 4;
      return html`<text class="label" x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${recommender}</text>
        <line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" />
        ${
          low !== null &&
          high !== null &&
          html`<rect
            class="tone-2"
            x="${x(low)}"
            y="${y - 2}"
            width="${(Number(x(high)) - Number(x(low))).toFixed(1)}"
            height="4"
            rx="2"
          />`
        }
        <circle class="dot" cx="${x(value)}" cy="${y}" r="4" />
        <text class="value" x="${WIDTH - RIGHT + 10}" y="${y + 4}">${value.toFixed(4)}</text>`;
    })}
  </svg>`;
  return figure(metric, 'Where two lines overlap, the difference may be chance.', chart, {
    columns: [{ title: 'Recommender' }, { title: metric, numeric: true }, { title: '95 %', numeric: true }],
    rows: rows.map(({ recommender, value, low, high }) => [
      recommender,
      value.toFixed(4),
      low === null || high === null ? '–' : `${low.toFixed(4)}…${high.toFixed(4)}`,
    ]),
  });
}
