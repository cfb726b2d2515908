import { oc } from '@orpc/contract';
import { z } from 'zod';

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

/** Every procedure of the contract begins here. */
export const call = oc.errors({
  bad_input: { status: 400, data: details },
  not_found: { status: 404, data: details },
  conflict: { status: 409, data: details },
  locked: { status: 423, data: details },
  cancelled: { status: 499, data: details },
  sql: { status: 422, data: details },
  check_failed: { status: 422, data: details },
  limit: { status: 413, data: details },
  corrupt: { status: 500, data: details },
  unsupported: { status: 501, data: details },
  forbidden: { status: 403, data: details },
  internal: { status: 500, data: details },
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
