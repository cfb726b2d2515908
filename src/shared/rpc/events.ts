import { z } from 'zod';
import { call } from './base.ts';

export const events = {
  /**
   * Live events of the types in `data/schemas`: taken whole or refused whole, and answered when they are on the disk.
   * An event with the same type and event_id is taken once, however often it is sent.
   */
  take: call
    .input(z.object({ events: z.array(z.record(z.string(), z.unknown())).max(10_000) }))
    .output(z.object({ accepted: z.number(), from: z.number(), to: z.number() })),
  /** How far bronze is behind what was accepted, in events. */
  lag: call.output(z.object({ acceptedTo: z.number(), inBronzeTo: z.number(), behind: z.number() })),
};
