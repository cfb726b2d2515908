import { z } from 'zod';

const common = {
  /** Whether tracks that the listener has heard in training may be recommended and counted. */
  repeats: z.boolean().default(false).describe('rank and count tracks that were heard before'),
};

/** How data is parted into what a recommender may learn from and what it is judged by. */
export const protocolSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('time'),
    ...common,
    from: z.string().optional().describe('ISO date: plays from here on are held out; by default the last `days` days'),
    days: z.int().min(1).default(28).describe('length of the held-out period'),
  }),
  z.object({
    kind: z.literal('leave-last-out'),
    ...common,
    last: z.int().min(1).default(1).describe('how many of each listener’s latest tracks are held out'),
  }),
  z.object({
    kind: z.literal('per-user'),
    ...common,
    share: z.number().gt(0).lt(1).default(0.2).describe('share of each listener’s tracks that is held out at random'),
  }),
  z.object({
    kind: z.literal('sessions'),
    repeats: z.boolean().default(false).describe('rank and count tracks that were heard before in the session'),
    from: z.string().optional().describe('ISO date: sessions that begin from here on are held out'),
    days: z.int().min(1).default(28).describe('length of the held-out period'),
    gapSeconds: z.number().positive().default(1800).describe('a longer pause ends a session'),
  }),
]);

export type Protocol = z.infer<typeof protocolSchema>;

export type SessionProtocol = Extract<Protocol, { kind: 'sessions' }>;
export type ListProtocol = Exclude<Protocol, SessionProtocol>;

/** What a reader of the figures has to know about how they came about. */
export function describeProtocol(protocol: Protocol): string {
  const ranking = protocol.repeats
    ? 'all tracks are ranked, those heard before too'
    : 'all tracks are ranked except those the listener heard before';
  switch (protocol.kind) {
    case 'sessions':
      return `held out: sessions that begin ${protocol.from === undefined ? `in the last ${protocol.days} days` : `from ${protocol.from} for ${protocol.days} days`}; at each moment of them the next track is to be found from those before it; nothing later than the cut is learned from; all tracks are ranked${protocol.repeats ? '' : ' except those heard in the session'}`;
    case 'time':
      return `held out: what is played ${protocol.from === undefined ? `in the last ${protocol.days} days` : `from ${protocol.from} for ${protocol.days} days`}; nothing later than the cut is learned from; ${ranking}`;
    case 'leave-last-out':
      return `held out: each listener’s last ${protocol.last} tracks; other listeners’ later plays are learned from; ${ranking}`;
    case 'per-user':
      return `held out: a random ${Math.round(protocol.share * 100)} % of each listener’s tracks, regardless of time; ${ranking}`;
  }
}
