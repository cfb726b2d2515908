import { eventQueue } from '../../shared/event-queue.ts';
import type { ViewStep } from '../../shared/rpc/results.ts';
import type { QueryThread } from '../thread.ts';
import type { ViewRequest } from '../views/view.ts';

type ViewEvent =
  | { kind: 'working'; step: ViewStep; share: number }
  | { kind: 'made'; view: string; rows: number; milliseconds: number };

/** Makes a view and tells how far it is. Where the caller goes away the view is made all the same: it may be asked for again. */
export async function* viewSteps(
  thread: QueryThread,
  request: ViewRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<ViewEvent> {
  const queue = eventQueue<ViewEvent>(signal);
  const made = thread
    .ask({ kind: 'view', ...request }, message => {
      if (message.type === 'step') queue.push({ kind: 'working', step: message.step, share: message.share });
    })
    .finally(() => queue.end());
  made.catch(() => {}); // it is thrown below, unless nobody listens any more
  yield* queue.events;
  if (signal?.aborted !== true) yield { kind: 'made', ...(await made) };
}
