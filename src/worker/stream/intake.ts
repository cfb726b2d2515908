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
 * whole call, so that a sender never has to guess what was taken; the first of them that don't fit are all named. Resolves
 * when all are on the disk.
 */
export async function takeEvents(log: EventLog, body: unknown): Promise<Accepted> {
  const values = Array.isArray(body) ? body : [body];
  if (values.length > MOST_EVENTS_A_CALL) {
    throw new TracklakeError('limit', `${values.length} events in one call, at most ${MOST_EVENTS_A_CALL} are taken`);
  }
  const lines = linesOf(values);
  const from = lines.length === 0 ? log.end : await log.append(lines);
  return { accepted: lines.length, from, to: from + lines.length };
}

const MOST_NAMED = 20;

/** The events as lines of the log. Throws `bad_input` with what is wrong with each, in words and as `details.events`. */
function linesOf(values: readonly unknown[]): string[] {
  const wrong: { place: number; error: TracklakeError }[] = [];
  const lines = values.map((value, place) => {
    try {
      return JSON.stringify(parseEvent(value, place));
    } catch (error) {
      if (!(error instanceof TracklakeError)) throw error;
      wrong.push({ place, error });
      return '';
    }
  });
  const [first] = wrong;
  if (first === undefined) return lines;
  if (values.length === 1) throw first.error;
  const named = wrong.slice(0, MOST_NAMED).map(({ place, error }) => ({ place, message: inPlace(error, place) }));
  const all = named.map(({ message }) => message).join('\n');
  const more = wrong.length > MOST_NAMED ? `\nand ${wrong.length - MOST_NAMED} more` : '';
  const count = wrong.length === 1 ? '' : `${wrong.length} of ${values.length} events do not fit, none was taken:\n`;
  throw new TracklakeError('bad_input', count + all + more, { line: first.place, events: named });
}

const inPlace = ({ message }: TracklakeError, place: number): string =>
  message.startsWith('event ') ? message : `event ${place}: ${message}`;
