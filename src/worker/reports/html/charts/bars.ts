import { html, type Content, type Markup } from '../markup.ts';
import { figure } from './figure.ts';

export interface BarSeries {
  title: string;
  /** Which of the palette's colours. */
  tone: 1 | 2;
  values: readonly number[];
}

export interface BarsOptions {
  caption: string;
  note: Content;
  /** The heading of the labels in the table. */
  of: string;
  labels: readonly string[];
  series: readonly BarSeries[];
  format: (value: number) => string;
}

const WIDTH = 480;
const VALUE = 52;
const BAR = 10;
/** The usual width of a letter of a label, and the most letters that are shown. */
const LETTER = 6.9;
const LETTERS = 22;

/** Horizontal bars, one group for each label; the values stand beside them. */
export function barsChart({ caption, note, of, labels, series, format }: BarsOptions): Markup {
  const most = Math.max(1e-12, ...series.flatMap(one => one.values));
  const between = series.length > 1 ? 13 : 8;
  const group = series.length * BAR + (series.length - 1) * 2 + between;
  const legend = series.length > 1 ? 24 : 0;
  const left = Math.ceil(Math.max(...labels.map(label => [...shortened(label)].length)) * LETTER) + 12;
  const room = WIDTH - left - VALUE;
  const chart = html`<svg
    viewBox="0 0 ${WIDTH} ${legend + labels.length * group}"
    role="img"
    aria-label="${caption}, as bars"
  >
    ${legend > 0 && series.map((one, s) => legendEntry(one, left + s * 120))}
    ${labels.map((label, i) => {
      const top = legend + i * group;
      const middle = top + (group - between) / 2 + 4;
      return html`<text class="label" x="${left - 10}" y="${middle}" text-anchor="end">${shortened(label)}</text>
        ${series.map((one, s) => {
          const value = one.values[i] ?? 0;
          const width = Math.max(value > 0 ? 1.5 : 0, (value / most) * room);
          const y = top + s * (BAR + 2);
          return html`<rect
              class="tone-${one.tone}"
              x="${left}"
              y="${y}"
              width="${width.toFixed(1)}"
              height="${BAR}"
              rx="2"
            /><text class="value" x="${(left + width + 6).toFixed(1)}" y="${y + BAR - 1}">${format(value)}</text>`;
        })}`;
    })}
  </svg>`;
  return figure(caption, note, chart, {
    columns: [{ title: of }, ...series.map(one => ({ title: one.title, numeric: true }))],
    rows: labels.map((label, i) => [label, ...series.map(one => format(one.values[i] ?? 0))]),
  });
}

function legendEntry({ title, tone }: BarSeries, x: number): Markup {
  return html`<rect class="tone-${tone}" x="${x}" y="2" width="10" height="10" rx="2" /><text
      class="label"
      x="${x + 16}"
      y="11"
      >${title}</text
    >`;
}

const shortened = (text: string): string =>
  [...text].length > LETTERS ? `${[...text].slice(0, LETTERS - 1).join('')}…` : text;
