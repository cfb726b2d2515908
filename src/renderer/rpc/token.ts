/**
 * The loopback host's key of this launch. It comes in the address (`#token=…`), is taken out of it at once and lives in memory.
 * Only while the page reloads itself it waits in the tab's session storage. Electron needs none.
 */
let token: string | null = null;

const HANDOVER = 'token-while-reloading';

/** Call once, before anything is asked. Leaves an address without the token. */
export function takeToken(): void {
  const given = /(?:^#|[#&?])token=([\w.~-]+)/.exec(window.location.hash)?.[1];
  const handed = sessionStorage.getItem(HANDOVER);
  sessionStorage.removeItem(HANDOVER);
  token = given ?? handed;
  if (given !== undefined) {
    const rest = window.location.hash.replace(/[#&?]token=[\w.~-]+/, '').replace(/^[&?]/, '#');
    history.replaceState(null, '', window.location.pathname + (rest.startsWith('#') ? rest : '#/'));
  }
  window.addEventListener('pagehide', () => {
    if (token !== null) sessionStorage.setItem(HANDOVER, token);
  });
  window.addEventListener('pageshow', () => sessionStorage.removeItem(HANDOVER));
}

export const setToken = (next: string): void => {
  token = next;
};

/** For plain fetches (results, uploads); the client of the contract adds it by itself. */
export const authorization = (): Record<string, string> => (token === null ? {} : { authorization: `Bearer ${token}` });
