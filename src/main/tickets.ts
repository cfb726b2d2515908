import { randomBytes } from 'node:crypto';

/** Addresses that work once and soon, for what can't carry a header: downloads, a report in a tab of its own. */
export interface Tickets {
  /** `path` with its query, as a URL of our own origin. */
  issue(path: string): string;
  /** The path behind a ticket's URL; undefined when it was used, has run out or never was. */
  redeem(ticketPath: string): string | undefined;
}

export function tickets(lifeMs = 60_000, now: () => number = () => performance.now()): Tickets {
  const open = new Map<string, { path: string; until: number }>();
  return {
    issue(path) {
      for (const [key, { until }] of open) if (until < now()) open.delete(key);
      const key = randomBytes(24).toString('base64url');
      open.set(key, { path, until: now() + lifeMs });
      return `/t/${key}`;
    },
    redeem(ticketPath) {
      const key = ticketPath.split('/')[2] ?? '';
      const ticket = open.get(key);
      open.delete(key);
      return ticket !== undefined && ticket.until >= now() ? ticket.path : undefined;
    },
  };
}
