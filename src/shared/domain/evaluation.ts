/** A paired test of two recommenders over the same listeners or sessions. */
export interface PairedComparison {
  a: string;
  b: string;
  metric: string;
  difference: number;
  interval: [low: number, high: number];
  p: number;
}

/** What an evaluation's protocol says, as far as it says it. */
export interface EvaluationProtocol {
  task: 'lists' | 'next-track';
  /** The length of the lists that are compared first. */
  k: number;
  description: string;
  judged: number | null;
  /** Moments of sessions, where these were judged. */
  moments: number | null;
  synthetic: boolean;
  leak: 'none' | 'found' | 'unknown';
  /** The share of what could be reached at all that a recommender reached, by metric: known for generated data alone. */
  attained: Record<string, number>;
  /** The best recommender of the run against each other one. */
  comparisons: PairedComparison[];
  /** What was left out, and why. */
  notes: string[];
}

export function readProtocol(protocol: unknown): EvaluationProtocol {
  const heldOut = field(protocol, 'held_out');
  const passed = field(field(protocol, 'leak'), 'passed');
  const description = field(protocol, 'description');
  return {
    task: field(protocol, 'kind') === 'sessions' ? 'next-track' : 'lists',
    k: number(field(protocol, 'k')) ?? 10,
    description: typeof description === 'string' ? description : '',
    judged: number(field(heldOut, 'users_judged')),
    moments: number(field(heldOut, 'moments')),
    synthetic: field(protocol, 'synthetic') === true,
    leak: passed === true ? 'none' : passed === false ? 'found' : 'unknown',
    attained: numbers(field(field(protocol, 'attainable'), 'share')),
    comparisons: list(field(protocol, 'comparisons')) as PairedComparison[],
    notes: list(field(protocol, 'notes')).filter(note => typeof note === 'string'),
  };
}

export interface Segment {
  /** For reading: "new tracks". */
  name: string;
  size: number;
  metrics: Record<string, number>;
}

/** Figures by segment, as they are stored. */
export function readSegments(segments: unknown): Segment[] {
  if (typeof segments !== 'object' || segments === null) return [];
  return Object.entries(segments).map(([name, segment]) => ({
    name: name.replaceAll('_', ' '),
    size: number(field(segment, 'size')) ?? 0,
    metrics: numbers(field(segment, 'metrics')),
  }));
}

/** Metrics in the order in which a reader wants them. */
export const METRIC_ORDER = [
  ...['ndcg', 'recall', 'map', 'mrr', 'hit', 'precision', 'coverage', 'gini', 'novelty'],
  ...['diversity', 'serendipity', 'calibration', 'popularity_bias'],
];

/** ndcg@10 → NDCG, popularity_bias@10 → popularity bias */
export function metricTitle(name: string): string {
  const plain = (name.split('@')[0] ?? name).replaceAll('_', ' ');
  if (plain === 'hit') return 'hit rate';
  return ['ndcg', 'map', 'mrr'].includes(plain) ? plain.toUpperCase() : plain;
}

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;

const number = (of: unknown): number | null => (typeof of === 'number' ? of : null);
const list = (of: unknown): unknown[] => (Array.isArray(of) ? of : []);

const numbers = (of: unknown): Record<string, number> =>
  typeof of === 'object' && of !== null
    ? Object.fromEntries(Object.entries(of).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
    : {};
