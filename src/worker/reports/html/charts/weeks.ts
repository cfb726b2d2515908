import { html, type Markup } from '../markup.ts';
import { compact, count, ticks } from '../numbers.ts';
import { figure } from './figure.ts';

const WIDTH = 960;
const HEIGHT = 240;
const LEFT = 48;
const BOTTOM = 28;
const TOP = 12;
const RIGHT = 8;

export interface Week {
  week_end: string;
  plays: number;
  listeners: number;
}

/** Plays by week as a line over a quiet area. */
export function weeksChart(weeks: readonly Week[]): Markup {
  const scale = ticks(Math.max(...weeks.map(week => week.plays)));
  const most = scale.at(-1) ?? 1;
  const x = (i: number): number => LEFT + (i * (WIDTH - LEFT - RIGHT)) / Math.max(1, weeks.length - 1);
  const y = (plays: number): number => TOP + (1 - plays / most) * (HEIGHT - TOP - BOTTOM);
  const line = weeks.map((week, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(week.plays).toFixed(1)}`).join('');
  const area = `${line}L${x(weeks.length - 1).toFixed(1)} ${y(0)}L${x(0)} ${y(0)}Z`;
  const last = weeks.at(-1);
  const chart = html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Plays by week, as a line">
    ${scale.map(
      value =>
        html`<line
            class="grid"
            x1="${LEFT}"
            x2="${WIDTH - RIGHT}"
            y1="${y(value).toFixed(1)}"
            y2="${y(value).toFixed(1)}"
          /><text class="tick" x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end"
            >${compact(value)}</text
          >`,
    )}
    ${monthStarts(weeks).map(
      ({ at, label }) =>
        html`<text
          class="tick"
          x="${x(at).toFixed(1)}"
          y="${HEIGHT - 8}"
          text-anchor="${at > weeks.length * 0.96 ? 'end' : 'middle'}"
          >${label}</text
        >`,
    )}
    <path class="area" d="${area}" />
    <path class="line" d="${line}" />
    <circle class="dot" cx="${x(weeks.length - 1).toFixed(1)}" cy="${y(last?.plays ?? 0).toFixed(1)}" r="3.5" />
  </svg>`;
  return figure(
    'Plays by week',
    html`Week ending ${last?.week_end}: ${count(last?.plays ?? 0)} plays${change(weeks)}.`,
    chart,
    {
      columns: [{ title: 'Week ending' }, { title: 'Plays', numeric: true }, { title: 'Listeners', numeric: true }],
      rows: weeks.map(week => [week.week_end, count(week.plays), count(week.listeners)]),
    },
    true,
  );
}

function change(weeks: readonly Week[]): string {
  const [before, last] = [weeks.at(-2)?.plays ?? 0, weeks.at(-1)?.plays ?? 0];
  if (before === 0) return '';
  const by = (last / before - 1) * 100;
  if (Math.abs(by) < 0.05) return ', as many as the week before';
  return `, ${Math.abs(by).toFixed(1)} % ${by > 0 ? 'more' : 'fewer'} than the week before`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The first week of each month, thinned to about a dozen labels; the year stands for January. */
function monthStarts(weeks: readonly Week[]): { at: number; label: string }[] {
  const starts: { at: number; label: string }[] = [];
  weeks.forEach(({ week_end }, at) => {
    const month = week_end.slice(5, 7);
    if (at > 0 && month === weeks[at - 1]?.week_end.slice(5, 7)) return;
    const name = MONTHS[Number(month) - 1] ?? week_end;
    starts.push({ at, label: month === '01' ? week_end.slice(0, 4) : name });
  });
  const every = Math.ceil(starts.length / 14);
  return starts.filter(({ at }, i) => i % every === 0 && at > 0 && at < weeks.length - 1);
}
