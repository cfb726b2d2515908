import type { TimedProgress } from '../shared/domain/progress.ts';
import { duration, readable } from './numbers.ts';

/** Shows progress on stderr: one line that is rewritten on a terminal, else a line every few seconds. */
export interface ProgressLine {
  show(title: string, progress: TimedProgress): void;
  /** Ends the live line and writes one that stays. */
  settle(text: string): void;
}

export function progressLine(stream: NodeJS.WriteStream = process.stderr, now: () => number = Date.now): ProgressLine {
  const live = stream.isTTY === true;
  let shownAt = now();
  const clear = live ? '\r\u001b[2K' : '';
  return {
    show(title, progress) {
      if (now() - shownAt < (live ? 100 : 5000)) return;
      shownAt = now();
      const text = `${title} · ${progressText(progress)}`;
      stream.write(live ? clear + text.slice(0, (stream.columns || 80) - 1) : `${text}\n`);
    },
    settle(text) {
      stream.write(`${clear}${text}\n`);
    },
  };
}

/** "reading events.csv · 1,200,000 of 2,000,000 rows (60 %) · 812,000/s · 1.0 s left" */
export function progressText({ stage, done, total, unit, rate, secondsLeft }: TimedProgress): string {
  const amount =
    total === null
      ? `${readable(done)} ${unit}`
      : `${readable(done)} of ${readable(total)} ${unit} (${share(done, total)})`;
  const speed = rate > 0 ? ` · ${readable(Math.round(rate))}/s` : '';
  const left = secondsLeft === null ? '' : ` · ${duration(secondsLeft)} left`;
  return `${stage} · ${amount}${speed}${left}`;
}

const share = (done: number, total: number): string => `${total === 0 ? 100 : Math.floor((100 * done) / total)} %`;
