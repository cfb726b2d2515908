import type { Progress, TimedProgress } from '../../shared/domain/progress.ts';

/** Adds rate, elapsed and remaining seconds to what a job says, counted from the start of its current stage. */
export function timedProgress(now: () => number = () => performance.now()): (progress: Progress) => TimedProgress {
  let stage = '';
  let startedAt = now();
  let doneAtStart = 0;
  return progress => {
    if (progress.stage !== stage) {
      stage = progress.stage;
      startedAt = now();
      doneAtStart = progress.done;
    }
    const secondsElapsed = (now() - startedAt) / 1000;
    const rate = secondsElapsed > 0 ? (progress.done - doneAtStart) / secondsElapsed : 0;
    const left = progress.total === null || rate <= 0 ? null : Math.max(0, (progress.total - progress.done) / rate);
    return { ...progress, rate, secondsElapsed, secondsLeft: left };
  };
}

/** Lets one call through every `milliseconds`, and every change of stage. */
export function throttled(
  send: (progress: Progress) => void,
  milliseconds = 100,
  now: () => number = () => performance.now(),
): (progress: Progress) => void {
  let stage: string | undefined;
  let sentAt = -Infinity;
  return progress => {
    const at = now();
    if (progress.stage === stage && at - sentAt < milliseconds && progress.done !== progress.total) return;
    stage = progress.stage;
    sentAt = at;
    send(progress);
  };
}
