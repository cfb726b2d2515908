import { metricSeries } from '../observe/series.ts';
import { slowQueries } from '../observe/slow-queries.ts';
import { workNow } from '../observe/work-now.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

export function observeCalls(os: WorkerImplementer['observe'], { holder, state }: WorkerProcess) {
  return {
    now: os.now.handler(() => workNow(holder.current())),
    slow: os.slow.handler(({ input }) => slowQueries(holder.current().lake.db, state.db, input.limit)),
    series: os.series.handler(() => metricSeries(holder.current().lake.db)),
  };
}
