import { TracklakeError } from '../../shared/errors.ts';
import type { EventLog } from './event-log.ts';
import { parseEvent } from './events.ts';

export interface Accepted {
  /** Events that are durable now. */
  accepted: number;
  /** Their offsets in the log: first, and one past the last. */
  from: number;
  to: number;
}

const MOST_EVENTS_A_CALL = 10_000;

/**
 * Takes one event or a list of them. All are checked against their schemas first: one that does not fit refuses the
 * whole call, so that a sender never has to guess what was taken. Resolves when all are on the disk.
 */
export async function takeEvents(log: EventLog, body: unknown): Promise<Accepted> {
  const values = Array.isArray(body) ? body : [body];
  if (values.length > MOST_EVENTS_A_CALL) {
    throw new TracklakeError('limit', `${values.length} events in one call, at most ${MOST_EVENTS_A_CALL} are taken`);
  }
  const lines = values.map((value, place) => JSON.stringify(parseEvent(value, place)));
  const from = lines.length === 0 ? log.end : await log.append(lines);
  return { accepted: lines.length, from, to: from + lines.length };
}
