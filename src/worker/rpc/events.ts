import type { StreamSource } from '../../shared/rpc/events.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

export function eventCalls(os: WorkerImplementer['events'], { holder }: WorkerProcess) {
  const sources = (): StreamSource[] => {
    const { live, kafka } = holder.current();
    return [live.source(), kafka.source()];
  };
  const named = (name: StreamSource['name']) => holder.current()[name === 'api' ? 'live' : 'kafka'];
  return {
    take: os.take.handler(({ input }) => holder.current().live.take(input.events)),
    lag: os.lag.handler(() => holder.current().live.lag()),
    sources: os.sources.handler(sources),
    pause: os.pause.handler(async ({ input }) => {
      await named(input.source).pause();
      return sources();
    }),
    resume: os.resume.handler(({ input }) => {
      named(input.source).resume();
      return sources();
    }),
  };
}
