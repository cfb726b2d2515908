import { ORPCError } from '@orpc/client';
import type { ErrorDetails } from '../../shared/errors.ts';

/** What went wrong with a call, ready to be shown. */
export interface Problem {
  /** A code of the contract, `offline` where the host did not answer, `unauthorised` where the key was refused. */
  code: string;
  message: string;
  details: ErrorDetails;
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    if (error.status === 401 || (error.status === 403 && /token/.test(error.message)))
      return lost('unauthorised', 'This window has lost its key to the app.');
    if (error.status === 502 || error.status === 503) return lost('offline', 'The worker is restarting.');
    return { code: error.code, message: error.message, details: isDetails(error.data) ? error.data : {} };
  }
  if (error instanceof DOMException && error.name === 'AbortError') return lost('cancelled', 'Cancelled.');
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return lost('offline', 'Tracklake does not answer.');
  return lost('internal', error instanceof Error ? error.message : String(error));
}

const lost = (code: string, message: string): Problem => ({ code, message, details: {} });

const isDetails = (data: unknown): data is ErrorDetails => typeof data === 'object' && data !== null;

/** The heading over a problem's message. */
export function problemTitle({ code }: Problem): string {
  switch (code) {
    case 'bad_input':
      return 'That input doesn’t work';
    case 'not_found':
      return 'Not found';
    case 'conflict':
      return 'Already there';
    case 'locked':
      return 'Another process is writing this lakehouse';
    case 'cancelled':
      return 'Cancelled';
    case 'sql':
      return 'SQLite refused the statement';
    case 'check_failed':
      return 'A check said no';
    case 'limit':
      return 'A limit was reached';
    case 'full':
      return 'There is no room left';
    case 'corrupt':
      return 'Stored data is not what was written';
    case 'unreachable':
      return 'The service can’t be reached';
    case 'unsupported':
      return 'Not available here';
    case 'forbidden':
      return 'Not allowed';
    case 'offline':
      return 'No connection to Tracklake';
    case 'unauthorised':
      return 'Open Tracklake again';
    default:
      return 'Something went wrong';
  }
}
