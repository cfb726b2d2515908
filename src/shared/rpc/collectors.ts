import { z } from 'zod';
import { call, okSchema, timeSchema } from './base.ts';
import { jobSchema } from './jobs.ts';

const source = z.object({ source: z.string() });

/** Where a key is; the key itself never leaves the worker. */
export const keyStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('environment'), variable: z.string() }),
  /** `sealed`: by the operating system's store; else in a file that only this person can read. */
  z.object({ kind: z.literal('stored'), sealed: z.boolean() }),
  /** Sealed by the desktop app, and not to be opened here. */
  z.object({ kind: z.literal('locked') }),
]);
export type KeyState = z.infer<typeof keyStateSchema>;

export const collectedSchema = z.object({
  stream: z.string(),
  title: z.string(),
  account: z.string(),
  pages: z.number(),
  newRecords: z.number(),
  movedAt: timeSchema,
  completedAt: timeSchema.nullable(),
  /** It was interrupted; the next collection goes on. */
  underWay: z.boolean(),
});

export const collectorSchema = z.object({
  source: z.string(),
  title: z.string(),
  /** Whose data is asked for: of a name that a person gives, of who signed in, or of nobody. */
  accountOf: z.enum(['named', 'signed in', 'none']),
  keyKind: z.enum(['key', 'token', 'sign-in', 'none']),
  keyHelp: z.string(),
  key: keyStateSchema,
  account: z.string().nullable(),
  clientId: z.string().nullable(),
  /** In place of the service's own address. */
  baseUrl: z.string().nullable(),
  ownUrl: z.string(),
  requestsPerSecond: z.number(),
  /** Into the lakehouse that is open. */
  collected: z.array(collectedSchema),
});
export type CollectorInfo = z.infer<typeof collectorSchema>;

export const sourceCheckSchema = z.object({
  ok: z.boolean(),
  steps: z.array(
    z.object({ step: z.enum(['account and key', 'connection', 'format']), ok: z.boolean(), message: z.string() }),
  ),
  milliseconds: z.number().nullable(),
  limits: z.string().nullable(),
  newFields: z.array(z.string()),
});
export type SourceCheck = z.infer<typeof sourceCheckSchema>;

export const signInSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('waiting'), address: z.string() }),
  z.object({ kind: z.literal('done'), account: z.string() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);

export const collectors = {
  /** `seals`: keys that are entered now go into the operating system's store. */
  list: call.output(z.object({ seals: z.boolean(), sources: z.array(collectorSchema) })),
  /** Only what is given changes; an empty text removes. Addresses are https, or of this machine. */
  configure: call
    .input(
      source.extend({
        account: z.string().max(200).optional(),
        baseUrl: z.string().max(500).optional(),
        clientId: z.string().max(200).optional(),
      }),
    )
    .output(okSchema),
  setKey: call.input(source.extend({ key: z.string().min(1).max(4096) })).output(okSchema),
  removeKey: call.input(source).output(okSchema),
  /** One small request: is everything given, does the service answer, can the answer be read? */
  test: call.input(source).output(sourceCheckSchema),
  /** As a job. `fallback`: asked one after another when the source fails; `generated` is the last resort. */
  collect: call
    .input(
      source.extend({
        streams: z.array(z.string()).optional(),
        full: z.boolean().default(false),
        fallback: z.array(z.string()).default([]),
      }),
    )
    .output(jobSchema),
  /** Begins a sign-in to Spotify: the address is for the person's own browser. One that waits already is ended. */
  signIn: call.output(z.object({ address: z.string() })),
  signInState: call.output(signInSchema),
};
