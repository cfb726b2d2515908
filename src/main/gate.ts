import { timingSafeEqual } from 'node:crypto';
import type { Route } from './routes.ts';

/** Who may enter. The one place where a request is allowed or refused. */
export interface Gate {
  /** Null: come in. Otherwise why not. */
  refuse(request: Request, route: Route): string | null;
}

export interface GateOptions {
  /** The origin that pages of ours have: `http://127.0.0.1:PORT` or `app://tracklake`. */
  origin: string;
  /** What every call has to show as its bearer; null in Electron, where only our own pages can reach the scheme. */
  token: string | null;
  /** What a scraper of `/metrics` may show instead; it opens nothing else. */
  scrapeToken?: string;
}

/**
 * Host and Origin must be ours to the letter, whatever is asked. A page of another site, a rebound name or another port
 * fails there; another program of this machine fails on the token.
 */
export function gate({ origin, token, scrapeToken }: GateOptions): Gate {
  const own = new URL(origin);
  return {
    refuse(request, route) {
      const url = new URL(request.url);
      if (url.protocol !== own.protocol || url.host !== own.host) return 'this host is not served here';
      const from = request.headers.get('origin');
      if (from !== null && from !== origin) return 'foreign origin';
      const site = request.headers.get('sec-fetch-site');
      if (route.access !== 'public' && site !== null && site !== 'same-origin' && site !== 'none')
        return 'foreign site';
      if (token === null || route.access === 'public' || route.access === 'ticket' || bears(request, token))
        return null;
      const scrapes = route.access === 'scrape' && scrapeToken !== undefined && bears(request, scrapeToken);
      return scrapes ? null : 'no token, or a wrong one';
    },
  };
}

function bears(request: Request, token: string): boolean {
  const given = Buffer.from(request.headers.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
