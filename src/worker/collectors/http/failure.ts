import { TracklakeError, type ErrorCode } from '../../../shared/errors.ts';

/** Why a request brought nothing that can be used. `passing`: the same request may do later. */
export class RequestFailure extends Error {
  readonly passing: boolean;
  readonly status: number | null;
  /** What the server asked for; 0 where it asked for nothing. */
  readonly restMs: number;
  /** Nobody is there at all: a few attempts are enough to tell. */
  readonly nobody: boolean;

  constructor(
    message: string,
    {
      passing,
      status = null,
      restMs = 0,
      nobody = false,
    }: { passing: boolean; status?: number | null; restMs?: number; nobody?: boolean },
  ) {
    super(message);
    this.name = 'RequestFailure';
    this.passing = passing;
    this.status = status;
    this.restMs = restMs;
    this.nobody = nobody;
  }
}

/** What the network said, in words for a person. Node hides the reason in `cause`. */
export function networkFailure(error: unknown, host: string): RequestFailure {
  const code = codeOf(error);
  const known = REASONS[code];
  const said = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
  const reason = known ?? said ?? (error instanceof Error ? error.message : String(error));
  return new RequestFailure(`${host}: ${reason}`, { passing: !FINAL.has(code), nobody: NOBODY.has(code) });
}

/** The error that a person reads when all attempts failed. */
export function unreachable(title: string, failure: RequestFailure, attempts: number): TracklakeError {
  const tried = attempts > 1 ? ` (tried ${attempts} times)` : '';
  const { code, hint } = MEANINGS[failure.status ?? 0] ?? NO_ANSWER;
  return new TracklakeError(code, `${title}: ${failure.message}${tried}`, { hint });
}

const NO_ANSWER = {
  code: 'unreachable',
  hint: 'what has been collected is kept; collecting again goes on from there',
} as const;

const CHECK_KEY = { code: 'forbidden', hint: 'see Settings, Sources: the key or the sign-in' } as const;

const MEANINGS: Record<number, { code: ErrorCode; hint: string }> = {
  400: { code: 'bad_input', hint: 'check the account’s name' },
  401: CHECK_KEY,
  403: CHECK_KEY,
  404: { code: 'not_found', hint: 'check the account’s name' },
};

function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && typeof at.code === 'string') return at.code;
  return '';
}

const REASONS: Record<string, string> = {
  ENOTFOUND: 'the name can’t be looked up; is this machine offline?',
  EAI_AGAIN: 'the name can’t be looked up; is this machine offline?',
  ENETUNREACH: 'there is no network',
  ENETDOWN: 'there is no network',
  EHOSTUNREACH: 'the host can’t be reached',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within the time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
};

const NOBODY = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'ECONNREFUSED']);

const FINAL = new Set(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_INVALID_URL']);
