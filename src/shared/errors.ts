/** What went wrong, as a code that every transport and the command line understand. */
export type ErrorCode =
  | 'bad_input' // the person's input; names file, line and value where there are any
  | 'not_found'
  | 'conflict' // already there, already running
  | 'locked' // another process writes this lakehouse
  | 'cancelled'
  | 'sql' // a statement that SQLite refused; details.sql holds it
  | 'check_failed' // a data or model gate said no
  | 'limit' // a ceiling for time, rows, memory or size was hit
  | 'full' // no room on the disk, or too much waits already: the same call may do later
  | 'corrupt' // stored data is not what was written
  | 'unreachable' // a service on the network that does not answer, or not as it should
  | 'unsupported'
  | 'forbidden'
  | 'internal';

export interface ErrorDetails {
  sql?: string;
  file?: string;
  line?: number;
  value?: string;
  offset?: number;
  hint?: string;
  [key: string]: unknown;
}

/** The one error class: a sentence of what happened and, where it helps, what to do next. */
export class TracklakeError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TracklakeError';
    this.code = code;
    this.details = details;
  }
}

export const cancelled = (what = 'the job'): TracklakeError => new TracklakeError('cancelled', `${what} was cancelled`);

/** `unknown importer: spotfy (did you mean spotify?)` */
export function unknownName(kind: string, name: string, known: readonly string[]): TracklakeError {
  const near = nearest(name, known);
  const hint = near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`;
  return new TracklakeError('not_found', `unknown ${kind}: ${name} (${hint})`, { value: name, hint });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map(k => ({ k, d: editDistance(name.toLowerCase(), k.toLowerCase()) }))
    .sort((a, b) => a.d - b.d);
  const best = ranked[0];
  return best !== undefined && best.d <= Math.max(2, Math.floor(name.length / 3)) ? best.k : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
