import { quietContext } from '../jobs/context.ts';
import { decideMatch } from '../resolve/decide.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';
import { servingThread } from './serving.ts';

export function matchCalls(os: WorkerImplementer['matches'], { holder }: WorkerProcess) {
  const reading = servingThread();
  const lake = () => holder.current().lake;
  return {
    list: os.list.handler(({ input }) => reading.ask(lake().path, { kind: 'matches', query: input })),
    decide: os.decide.handler(({ input }) => {
      const { loadId } = decideMatch(lake(), input, quietContext({ runId: `decide-${Date.now()}` }));
      return { loadId };
    }),
  };
}
