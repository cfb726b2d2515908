import type { ErrorCode } from '../shared/errors.ts';

/** What scripts can tell apart by the exit code. Listed in `tracklake --help`. */
export const EXIT_CODES: Record<ErrorCode, number> = {
  internal: 1,
  unsupported: 2,
  bad_input: 2,
  sql: 2,
  forbidden: 2,
  not_found: 3,
  check_failed: 4,
  locked: 5,
  conflict: 5,
  limit: 6,
  full: 6,
  corrupt: 7,
  unreachable: 8,
  cancelled: 130,
};

export const EXIT_CODE_HELP = `
Exit codes:
  0 done   1 internal error   2 bad input   3 not found   4 a check or gate failed
  5 locked by another process, or already there   6 a limit was hit   7 corrupt data   8 a service can't be reached   130 cancelled`;
