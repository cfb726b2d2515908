import { cancelToken, quietContext, type JobContext } from '../worker/jobs/context.ts';
import { throttled, timedProgress } from '../worker/jobs/progress.ts';
import { progressLine } from './progress-line.ts';

/** A context for work that has no lakehouse to keep a job in. Ctrl-C cancels it. */
export function terminalContext(title: string): JobContext {
  const line = progressLine();
  const timed = timedProgress();
  const cancel = cancelToken();
  process.once('SIGINT', () => cancel.request());
  return quietContext({
    cancel,
    progress: throttled(progress => line.show(title, timed(progress))),
    log: (_level, message) => line.settle(message),
  });
}
