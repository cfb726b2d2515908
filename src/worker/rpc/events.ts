import type { WorkerImplementer, WorkerProcess } from './router.ts';

export function eventCalls(os: WorkerImplementer['events'], { holder }: WorkerProcess) {
  return {
    take: os.take.handler(({ input }) => holder.current().live.take(input.events)),
    lag: os.lag.handler(() => holder.current().live.lag()),
  };
}
