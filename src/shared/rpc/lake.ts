import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call, dateSchema, idSchema, timeSchema } from './base.ts';
import { jobSchema } from './jobs.ts';

export const versionsSchema = z.object({
  app: z.string(),
  node: z.string(),
  /** The worker's SQLite. */
  sqlite: z.string(),
  electron: z.string().nullable(),
  chrome: z.string().nullable(),
  platform: z.string(),
});

export const lakeStatusSchema = z.object({
  path: z.string(),
  lakeId: z.string(),
  /** No load and no running job: greet with the three ways in. */
  empty: z.boolean(),
  writable: z.boolean(),
  /** 0 before the first load. */
  snapshotId: z.number(),
  bytes: z.number(),
  walBytes: z.number(),
  /** Room left on the lakehouse's disk. */
  freeBytes: z.number(),
  loads: z.number(),
  relations: z.object({ bronze: z.number(), silver: z.number(), gold: z.number() }),
  listens: z.number(),
  /** First and last day that bronze covers; null when empty. */
  coveredFrom: dateSchema.nullable(),
  coveredTo: dateSchema.nullable(),
  lastBuiltAt: timeSchema.nullable(),
  /** The state of each check as it last ran. */
  checks: z.object({ passed: z.number(), warned: z.number(), failed: z.number() }),
  quarantined: z.number(),
  /** Silver and gold relations older than the newest load. */
  stale: z.array(z.string()),
  /** Something is queued or running. */
  busy: z.boolean(),
  versions: versionsSchema,
});
export type LakeStatus = z.infer<typeof lakeStatusSchema>;

export const demoSizeSchema = z.object({
  users: z.number().int().min(10).max(1_000_000),
  songs: z.number().int().min(50).max(1_000_000),
  events: z.number().int().min(100).max(100_000_000),
  /** Weekly files after the seed year. */
  weeks: z.number().int().min(0).max(52).default(4),
  seed: z.number().int().default(42),
  defects: z.boolean().default(true),
});
export type DemoSize = z.infer<typeof demoSizeSchema>;

/** The sizes that the first-run page offers. */
export const DEMO_SIZES = {
  small: { users: 500, songs: 2_000, events: 50_000, weeks: 4, seed: 42, defects: true },
  medium: { users: 3_000, songs: 8_000, events: 400_000, weeks: 4, seed: 42, defects: true },
  large: { users: 10_000, songs: 20_000, events: 2_000_000, weeks: 4, seed: 42, defects: true },
} as const satisfies Record<string, DemoSize>;

const loadedSchema = z.object({ loadId: z.number(), fileName: z.string(), relation: z.string(), rows: z.number() });
const forgottenSchema = z.object({ name: z.string(), rows: z.number() });

export const snapshotSchema = z.object({
  snapshotId: z.number(),
  createdAt: timeSchema,
  runId: z.string(),
  change: z.discriminatedUnion('kind', [
    loadedSchema.extend({ kind: z.literal('load') }),
    forgottenSchema.extend({ kind: z.literal('forget') }),
    z.object({ kind: z.literal('build'), relations: z.array(z.string()) }),
  ]),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** What happened after one snapshot until another one. */
export const snapshotChangesSchema = z.object({
  from: z.number(),
  to: z.number(),
  /** Oldest first; the newest 500 where there are more. */
  loads: z.array(loadedSchema),
  forgotten: z.array(forgottenSchema),
  /** Rows that each bronze relation gained. */
  gained: z.array(z.object({ relation: z.string(), rows: z.number(), loads: z.number() })),
  /** Relations of silver and gold that were built, by name. */
  built: z.array(z.string()),
});
export type SnapshotChanges = z.infer<typeof snapshotChangesSchema>;

export const lakeEventSchema = z.discriminatedUnion('kind', [
  /** The first event of every subscription, so that a reconnecting page is current again. */
  z.object({ kind: z.literal('status'), status: lakeStatusSchema }),
  z.object({ kind: z.literal('snapshot'), snapshotId: z.number(), cause: z.enum(['load', 'forget', 'build']) }),
  /** A relation was swapped in: it can be queried from now on. */
  z.object({ kind: z.literal('relation'), relation: z.string(), snapshotId: z.number() }),
  z.object({ kind: z.literal('job'), job: jobSchema }),
  z.object({ kind: z.literal('models'), modelId: z.string() }),
  z.object({ kind: z.literal('opened'), path: z.string() }),
  z.object({ kind: z.literal('notice'), level: z.enum(['info', 'warn', 'error']), message: z.string() }),
  /** Every 15 s, so that a dead connection is noticed. */
  z.object({ kind: z.literal('heartbeat'), at: timeSchema }),
]);
export type LakeEvent = z.infer<typeof lakeEventSchema>;

export const lake = {
  status: call.output(lakeStatusSchema),
  /** Opens another lakehouse in the worker; cells started before keep the old one until they end. `locked` when another process writes it. */
  open: call.input(z.object({ path: z.string().min(1), create: z.boolean().default(false) })).output(lakeStatusSchema),
  recent: call.output(z.array(z.object({ path: z.string(), openedAt: timeSchema, exists: z.boolean() }))),
  /** One run of jobs: generate → import → build → fit → evaluate. Follow it by `lake.events` or `jobs.watchRun`. */
  createDemo: call.input(demoSizeSchema).output(z.object({ runId: z.string(), jobIds: z.array(z.number()) })),
  snapshots: call.input(z.object({ limit: z.number().int().max(1000).default(50) })).output(z.array(snapshotSchema)),
  /** Takes one person out of everything, as a job; its result is a receipt. It can't be taken back. */
  forgetListener: call.input(z.object({ userId: idSchema })).output(jobSchema),
  /** What happened after snapshot `from` (0: from the beginning) until `to`, both by number. */
  changes: call
    .input(z.object({ from: z.number().int().min(0), to: z.number().int().min(0) }))
    .output(snapshotChangesSchema),
  /** Everything that changes in the lakehouse, from now on. One subscription per page is enough. */
  events: call.output(eventIterator(lakeEventSchema)),
  /** Search from anywhere: relations, columns, notebooks, models, reports, jobs. Best first. */
  search: call.input(z.object({ text: z.string(), limit: z.number().int().max(100).default(30) })).output(
    z.array(
      z.object({
        kind: z.enum(['relation', 'column', 'notebook', 'model', 'report', 'job', 'listener', 'track']),
        /** What to open: relation name, `relation.column`, notebook ref, model id, report id, job id, user id, track id. */
        ref: idSchema,
        title: z.string(),
        detail: z.string(),
      }),
    ),
  ),
};
