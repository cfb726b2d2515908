import { quietContext } from '../jobs/context.ts';
import { decideMatch } from '../resolve/decide.ts';
import { listMatches } from '../resolve/list-matches.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

export function matchCalls(os: WorkerImplementer['matches'], { holder }: WorkerProcess) {
  const lake = () => holder.current().lake;
  return {
    list: os.list.handler(({ input }) => listMatches(lake(), input)),
    decide: os.decide.handler(({ input }) => {
      const { loadId } = decideMatch(lake(), input, quietContext({ runId: `decide-${Date.now()}` }));
      return { loadId };
    }),
  };
}
