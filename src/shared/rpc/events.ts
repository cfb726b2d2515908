import { z } from 'zod';
import { call, timeSchema } from './base.ts';

const lagSchema = z.object({ acceptedTo: z.number(), inBronzeTo: z.number(), behind: z.number() });

/** Where live events come from, and how far bronze is behind each of its parts. */
export const streamSourceSchema = z.object({
  name: z.enum(['api', 'kafka']),
  /** off: nothing is declared; failed: the declaration is wrong; stalled: rows are missing, and none came for half a minute. */
  state: z.enum(['off', 'failed', 'connecting', 'reading', 'stalled', 'paused']),
  /** The brokers, the folder of the log, or where topics would be declared. */
  where: z.string(),
  /** Rows that became bronze over the last minute, by the second. */
  rowsPerSecond: z.number(),
  /** What last went wrong, until it goes on. */
  trouble: z.object({ at: timeSchema, message: z.string() }).nullable(),
  partitions: z.array(
    z.object({
      /** Its name in the ledger and in `lake_stream_offsets`. */
      stream: z.string(),
      topic: z.string(),
      partition: z.number(),
      /** The type of its events; null where each says its own. */
      type: z.string().nullable(),
      inBronzeTo: z.number(),
      end: z.number(),
      behind: z.number(),
    }),
  ),
});
export type StreamSource = z.infer<typeof streamSourceSchema>;

const sourceName = z.object({ source: streamSourceSchema.shape.name });

export const events = {
  /**
   * Live events of the types in `data/schemas`: taken whole or refused whole, and answered when they are on the disk.
   * An event with the same type and event_id is taken once, however often it is sent.
   */
  take: call
    .input(z.object({ events: z.array(z.record(z.string(), z.unknown())) }))
    .output(z.object({ accepted: z.number(), from: z.number(), to: z.number() })),
  /** How far bronze is behind what was accepted, in events. */
  lag: call.output(lagSchema),
  sources: call.output(z.array(streamSourceSchema)),
  /** Nothing more becomes bronze until it goes on; what the API takes meanwhile waits in its log. Holds until the lakehouse is opened anew. */
  pause: call.input(sourceName).output(z.array(streamSourceSchema)),
  resume: call.input(sourceName).output(z.array(streamSourceSchema)),
};
