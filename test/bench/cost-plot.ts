/** One measured size: millions of pairs, and seconds of CPU for one iteration. */
export interface Cost {
  millions: number;
  seconds: number;
}

const WIDTH = 560;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 24;
const TOP = 44;
const BOTTOM = 52;

/** Cost against size on logarithmic axes, with the line that an exactly linear cost would follow from the first point. */
export function costPlot(title: string, costs: readonly Cost[]): string {
  const [first] = costs;
  const last = costs.at(-1);
  if (first === undefined || last === undefined) throw new Error('nothing to plot');
  const linear = costs.map(({ millions }) => ({ millions, seconds: (first.seconds * millions) / first.millions }));
  const all = [...costs, ...linear].map(({ seconds }) => seconds);
  const x = scale(first.millions, last.millions, LEFT, WIDTH - RIGHT);
  const y = scale(Math.min(...all) / 1.5, Math.max(...all) * 1.5, HEIGHT - BOTTOM, TOP);
  const line = (points: readonly Cost[]): string =>
    points.map(({ millions, seconds }) => `${x(millions).toFixed(1)},${y(seconds).toFixed(1)}`).join(' ');
  const marks = costs.map(
    ({ millions, seconds }) => `
  <circle cx="${x(millions).toFixed(1)}" cy="${y(seconds).toFixed(1)}" r="4" fill="#2f6fde"/>
  <text x="${x(millions).toFixed(1)}" y="${(y(seconds) - 12).toFixed(1)}" text-anchor="middle">${seconds.toFixed(2)} s</text>
  <text x="${x(millions).toFixed(1)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${millions} M</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Inter, sans-serif" font-size="12" fill="#334">
  <rect width="100%" height="100%" fill="#fff"/>
  <text x="${LEFT}" y="22" font-size="14" font-weight="600">${title}</text>
  <path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" fill="none" stroke="#99a"/>
  <polyline points="${line(linear)}" fill="none" stroke="#99a" stroke-dasharray="4 4"/>
  <polyline points="${line(costs)}" fill="none" stroke="#2f6fde" stroke-width="2"/>${marks.join('')}
  <text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">pairs (logarithmic); dashed: exactly linear</text>
  <text x="18" y="${(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" transform="rotate(-90 18 ${(TOP + HEIGHT - BOTTOM) / 2})">seconds of CPU for an iteration</text>
</svg>
`;
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to) - Math.log(from) || 1;
  return value => start + ((Math.log(value) - Math.log(from)) / span) * (end - start);
}
