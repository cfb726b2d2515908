import { createStore, useStore } from './store.ts';

/** Where the person is: `#/catalogue/silver_listens?tab=lineage`. The fragment never reaches the host. */
export interface Location {
  /** The parts of the path, decoded: `['catalogue', 'silver_listens']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

const location = createStore<Location>(parse(window.location.hash));

export const useLocation = (): Location => useStore(location);
export const currentLocation = (): Location => location.get();

/** `href('catalogue', 'silver_listens')` → `#/catalogue/silver_listens` */
export function href(...path: (string | Record<string, string>)[]): string {
  const parts = path.filter(part => typeof part === 'string').map(encodeURIComponent);
  const query = path.find(part => typeof part === 'object');
  return `#/${parts.join('/')}${query === undefined ? '' : `?${new URLSearchParams(query)}`}`;
}

export function navigate(to: string, { replace = false } = {}): void {
  if (to === window.location.hash) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  location.set(parse(to));
}

/** Follows the browser's back and forward, and links. Call once, after the token was taken out of the address. */
export function startRouter(): void {
  const follow = () => location.set(parse(window.location.hash));
  follow();
  window.addEventListener('popstate', follow);
  window.addEventListener('hashchange', follow);
}

function parse(hash: string): Location {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { path: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
