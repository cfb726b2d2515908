import type { HostFigures } from '../../../shared/rpc/host.ts';
import { bytes } from '../../ui/format.ts';

type Sample = HostFigures['memory'][number];

const PROCESSES = [
  { key: 'host', title: 'Host', color: 'var(--chart-1)', dash: undefined },
  { key: 'worker', title: 'Worker', color: 'var(--chart-2)', dash: '6 3' },
  { key: 'cells', title: 'Cell processes', color: 'var(--chart-3)', dash: '2 3' },
] as const;

const WIDTH = 600;
const HEIGHT = 120;

/** Resident memory of the processes, a sample every ten seconds. */
export function MemoryChart({ samples }: { samples: readonly Sample[] }) {
  const last = samples.at(-1);
  if (last === undefined) return <p className="faint">The first sample is on its way.</p>;
  const highest = Math.max(1, ...samples.flatMap(({ host, worker, cells }) => [host, worker, cells]));
  const inWords = PROCESSES.map(({ key, title }) => `${title} ${bytes(last[key])}`).join(', ');
  return (
    <figure className="memory">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Memory over the last hour; now: ${inWords}`}
      >
        {PROCESSES.map(({ key, color, dash }) => (
          <polyline
            key={key}
            points={points(samples.map(sample => sample[key] / highest))}
            stroke={color}
            strokeDasharray={dash}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <figcaption>
        {PROCESSES.map(({ key, title, color, dash }) => (
          <span key={key}>
            <svg width={18} height={8} aria-hidden>
              <line x1={0} x2={18} y1={4} y2={4} stroke={color} strokeWidth={2} strokeDasharray={dash} />
            </svg>
            {title} <span className="number faint">{last[key] === 0 ? '–' : bytes(last[key])}</span>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** From left to right over the whole width, however many there are. */
function points(shares: readonly number[]): string {
  const step = WIDTH / Math.max(1, shares.length - 1);
  const all = shares.length === 1 ? [...shares, ...shares] : shares;
  return all
    .map((share, at) => `${at * (shares.length === 1 ? WIDTH : step)},${HEIGHT - 4 - share * (HEIGHT - 8)}`)
    .join(' ');
}
