import { html, type Markup } from '../markup.ts';
import { count } from '../numbers.ts';
import { figure } from './figure.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const CELL = 36;
const ROW = 22;
const LEFT = 88;
const BOTTOM = 22;

/** Plays by weekday and hour: the more, the stronger the colour. */
export function heatMap(hours: readonly { weekday: number; hour: number; plays: number }[]): Markup {
  const plays = new Map(hours.map(cell => [`${cell.weekday}/${cell.hour}`, cell.plays]));
  const most = Math.max(1, ...hours.map(cell => cell.plays));
  const at = (day: number, hour: number): number => plays.get(`${day + 1}/${hour}`) ?? 0;
  const busiest = hours.reduce((best, cell) => (cell.plays > best.plays ? cell : best), {
    weekday: 1,
    hour: 0,
    plays: 0,
  });
  const width = LEFT + 24 * CELL;
  const chart = html`<svg
    viewBox="0 0 ${width} ${7 * ROW + BOTTOM}"
    role="img"
    aria-label="Plays by weekday and hour, as a heat map"
  >
    ${DAYS.map(
      (day, d) =>
        html`<text class="label" x="${LEFT - 10}" y="${d * ROW + 15}" text-anchor="end">${day}</text> ${Array.from(
            { length: 24 },
            (_, hour) => {
              const share = at(d, hour) / most;
              return html`<rect
                class="heat"
                x="${LEFT + hour * CELL}"
                y="${d * ROW}"
                width="${CELL - 2}"
                height="${ROW - 2}"
                rx="2"
                fill-opacity="${(0.04 + 0.96 * share).toFixed(3)}"
                ><title>${day} ${clock(hour)}: ${count(at(d, hour))} plays</title></rect
              >`;
            },
          )}`,
    )}
    ${Array.from(
      { length: 12 },
      (_, i) =>
        html`<text class="tick" x="${LEFT + i * 2 * CELL + CELL / 2 - 1}" y="${7 * ROW + 14}" text-anchor="middle"
          >${clock(i * 2)}</text
        >`,
    )}
  </svg>`;
  return figure(
    'When people listen',
    html`Plays by hour (UTC) in the last twelve weeks; most on ${DAYS[busiest.weekday - 1]} ${clock(busiest.hour)}.`,
    chart,
    {
      columns: [{ title: 'Hour' }, ...DAYS.map(day => ({ title: day, numeric: true }))],
      rows: Array.from({ length: 24 }, (_, hour) => [clock(hour), ...DAYS.map((_, d) => count(at(d, hour)))]),
    },
    true,
  );
}

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
