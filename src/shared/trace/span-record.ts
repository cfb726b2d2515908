import { z } from 'zod';

const attribute = z.union([z.string(), z.number(), z.boolean()]);

/** A finished span on its way to the exporter, over a process's channel or from the page. */
export const spanRecordSchema = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().nullable(),
  name: z.string().max(300),
  /** page, host, worker, job, cell */
  process: z.string().max(40),
  /** Milliseconds since 1970. */
  startMs: z.number(),
  endMs: z.number(),
  attributes: z.record(z.string(), attribute),
  /** What went wrong; null when nothing did. */
  error: z.string().nullable(),
});
export type SpanRecord = z.infer<typeof spanRecordSchema>;
export type SpanAttributes = SpanRecord['attributes'];
