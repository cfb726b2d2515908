import type { TimedProgress } from '../../shared/domain/progress.ts';
import { ProgressBar as AriaProgressBar } from 'react-aria-components/ProgressBar';
import { bytes, duration, shortCount } from './format.ts';
import './progress.css';

/** A bar for work that takes longer than a second: what is being done, how far it is, how fast, and how long it still takes. */
export function ProgressBar({ progress, label = 'Progress' }: { progress: TimedProgress; label?: string }) {
  const known = progress.total !== null && progress.total > 0;
  const share = known ? Math.min(1, progress.done / (progress.total ?? 1)) : null;
  return (
    <AriaProgressBar
      className="ui-progress"
      aria-label={label}
      value={(share ?? 0) * 100}
      isIndeterminate={share === null}
    >
      <div className="ui-progress-text">
        <span className="truncate">{progress.stage}</span>
        <span className="number faint">{progressFigures(progress)}</span>
      </div>
      <Bar share={share} />
    </AriaProgressBar>
  );
}

/** The bare line, for rows and the status bar. `share` null moves without saying how far. */
export function Bar({ share }: { share: number | null }) {
  return (
    <span className="ui-progress-track" aria-hidden>
      <span
        className="ui-progress-fill"
        data-unknown={share === null || undefined}
        style={{ width: `${(share ?? 0.3) * 100}%` }}
      />
    </span>
  );
}

/** `1.2M of 2M rows · 310K rows/s · 4 s left`, as much of it as is known. */
export function progressFigures({ done, total, unit, rate, secondsLeft }: TimedProgress): string {
  const amount = (value: number) => (unit === 'bytes' ? bytes(value) : shortCount(value));
  const name = unit === 'bytes' ? '' : ` ${unit}`;
  const parts = [total === null ? `${amount(done)}${name}` : `${amount(done)} of ${amount(total)}${name}`];
  if (rate > 0 && unit !== 'steps') parts.push(`${amount(rate)}${name}/s`);
  if (secondsLeft !== null && secondsLeft >= 1) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(' · ');
}
