import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/** What every call may fail with: the codes of `TracklakeError`, its sentence as the message, its details as data. */
const details = z
  .looseObject({
    sql: z.string(),
    file: z.string(),
    line: z.number(),
    value: z.string(),
    /** Index into the SQL text (UTF-16), where the trouble is. */
    offset: z.number(),
    hint: z.string(),
  })
  .partial();

/** The HTTP status that goes with each code. */
export const ERROR_STATUS = {
  bad_input: 400,
  not_found: 404,
  conflict: 409,
  locked: 423,
  cancelled: 499,
  sql: 422,
  check_failed: 422,
  limit: 413,
  full: 507,
  corrupt: 500,
  unreachable: 504,
  unsupported: 501,
  forbidden: 403,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** Every procedure of the contract begins here. */
export const call = oc.errors({
  bad_input: { status: ERROR_STATUS.bad_input, data: details },
  not_found: { status: ERROR_STATUS.not_found, data: details },
  conflict: { status: ERROR_STATUS.conflict, data: details },
  locked: { status: ERROR_STATUS.locked, data: details },
  cancelled: { status: ERROR_STATUS.cancelled, data: details },
  sql: { status: ERROR_STATUS.sql, data: details },
  check_failed: { status: ERROR_STATUS.check_failed, data: details },
  limit: { status: ERROR_STATUS.limit, data: details },
  full: { status: ERROR_STATUS.full, data: details },
  corrupt: { status: ERROR_STATUS.corrupt, data: details },
  unreachable: { status: ERROR_STATUS.unreachable, data: details },
  unsupported: { status: ERROR_STATUS.unsupported, data: details },
  forbidden: { status: ERROR_STATUS.forbidden, data: details },
  internal: { status: ERROR_STATUS.internal, data: details },
});

/** An id of a user or a track: an integer where the source's was one, else text. */
export const idSchema = z.union([z.number(), z.string()]);
export type EntityId = z.infer<typeof idSchema>;

/** ISO 8601 in UTC. */
export const timeSchema = z.string();
/** YYYY-MM-DD. */
export const dateSchema = z.string();

export const okSchema = z.object({ ok: z.literal(true) });

export const progressSchema = z.object({
  stage: z.string(),
  done: z.number(),
  /** Null while it is not known: then show no percentage. */
  total: z.number().nullable(),
  unit: z.enum(['rows', 'bytes', 'steps', 'users', 'epochs']),
});
export const timedProgressSchema = progressSchema.extend({
  /** Units per second since the stage began. */
  rate: z.number(),
  secondsElapsed: z.number(),
  secondsLeft: z.number().nullable(),
});
