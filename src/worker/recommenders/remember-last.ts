import type { Query } from './recommender.ts';

/** The same function, which computes again only when the query changes: a list asks the same thing for each of its items. */
export function rememberLast<T>(compute: (query: Query) => T): (query: Query) => T {
  let last: { query: Query; result: T } | undefined;
  return query => {
    if (last === undefined || !sameQuery(last.query, query)) last = { query, result: compute(query) };
    return last.result;
  };
}

/** Histories are the same only where they are the same object; nobody changes a query after asking. */
function sameQuery(a: Query, b: Query): boolean {
  if (a === b) return true;
  if (a.kind === 'user') return b.kind === 'user' && a.user === b.user;
  return a.kind === 'seed' && b.kind === 'seed' && a.item === b.item;
}
