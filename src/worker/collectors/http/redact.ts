/** What stands in a key's place wherever it would be seen. */
export const REMOVED = '[key removed]';

/** Shorter texts than this are no keys, and would be found in ordinary words. */
const SHORTEST_KEY = 6;

/** Takes keys out of a text, as they are and as an address writes them. Servers like to repeat what they were sent. */
export function redactor(keys: readonly string[]): (text: string) => string {
  const forms = keys
    .filter(key => key.length >= SHORTEST_KEY)
    .flatMap(key => [...new Set([key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)])]);
  return text => forms.reduce((clean, form) => clean.replaceAll(form, REMOVED), text);
}
