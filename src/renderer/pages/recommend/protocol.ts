/** What an evaluation's protocol says, as far as it says it. */
export interface Protocol {
  description: string | null;
  judged: number | null;
  synthetic: boolean;
  leak: 'none' | 'found' | 'unknown';
  /** The share of what could be reached at all that a recommender reached, by metric: known for generated data alone. */
  attained: Record<string, number>;
}

export function readProtocol(protocol: unknown): Protocol {
  const heldOut = field(protocol, 'held_out');
  const passed = field(field(protocol, 'leak'), 'passed');
  const share = field(field(protocol, 'attainable'), 'share');
  const description = field(protocol, 'description');
  const judged = field(heldOut, 'users_judged');
  return {
    description: typeof description === 'string' ? description : null,
    judged: typeof judged === 'number' ? judged : null,
    synthetic: field(protocol, 'synthetic') === true,
    leak: passed === true ? 'none' : passed === false ? 'found' : 'unknown',
    attained: numbers(share),
  };
}

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;

const numbers = (of: unknown): Record<string, number> =>
  typeof of === 'object' && of !== null
    ? Object.fromEntries(Object.entries(of).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
    : {};
