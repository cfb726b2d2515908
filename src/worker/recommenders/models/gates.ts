import { z } from 'zod';

/** Bounds that a model's evaluation must keep before it may answer. */
export const gateRules = z.object({
  accuracyAgainstPopularity: z
    .number()
    .min(0)
    .default(1)
    .describe('NDCG and recall, at least so many times popularity’s'),
  accuracyAgainstServed: z
    .number()
    .min(0)
    .default(0.95)
    .describe('NDCG and recall, at least so many times the served model’s'),
  coverage: z.number().min(0).max(1).default(0.01).describe('share of the catalogue that is recommended to anybody'),
  popularityBias: z
    .number()
    .positive()
    .default(6)
    .describe('recommended tracks at most so many times as popular as heard ones'),
  segment: z
    .number()
    .min(0)
    .default(0.5)
    .describe('recall of each listener segment, at least so many times the overall one’s'),
  segmentSize: z.int().min(1).default(30).describe('smaller segments are not judged'),
});
export type GateRules = z.infer<typeof gateRules>;

export interface Gate {
  name: 'evaluated' | 'no leak' | 'ndcg' | 'recall' | 'coverage' | 'popularity bias' | 'segments';
  passed: boolean;
  /** For reading: what was found, and what was asked for. */
  detail: string;
}

/** One row of `lake_evaluations`, as far as gates read it. */
export interface EvaluationFacts {
  k: number;
  snapshotId: number;
  metrics: Record<string, number>;
  segments: Record<string, { size: number; metrics: Record<string, number> }>;
  leak: { passed: boolean; findings: string[] };
}

export interface GateInput {
  snapshotId: number;
  /** The newest evaluation with the candidate's recommender and parameters; null where there is none. */
  candidate: EvaluationFacts | null;
  /** Popularity in the same evaluation run. */
  popularity: EvaluationFacts | null;
  /** The served model's recommender and parameters in the same run. */
  served: EvaluationFacts | null;
}

/** Judges a candidate. A model that was not evaluated fails the first gate, and nothing else is asked. */
export function judgeGates({ snapshotId, candidate, popularity, served }: GateInput, rules: GateRules): Gate[] {
  if (candidate === null)
    return [{ name: 'evaluated', passed: false, detail: 'no evaluation has these parameters; run evaluate' }];
  const stale = candidate.snapshotId !== snapshotId;
  return [
    {
      name: 'evaluated',
      passed: !stale,
      detail: stale
        ? `evaluated on snapshot ${candidate.snapshotId}, fitted on ${snapshotId}`
        : `evaluated on snapshot ${snapshotId}`,
    },
    {
      name: 'no leak',
      passed: candidate.leak.passed,
      detail: candidate.leak.passed
        ? 'nothing from the held-out part was in training'
        : candidate.leak.findings.join('; '),
    },
    ...(['ndcg', 'recall'] as const).map(name => accuracyGate(name, candidate, popularity, served, rules)),
    bound('coverage', candidate.metrics[`coverage@${candidate.k}`], 'at least', rules.coverage),
    bound('popularity bias', candidate.metrics[`popularity_bias@${candidate.k}`], 'at most', rules.popularityBias),
    segmentGate(candidate, rules),
  ];
}

function accuracyGate(
  name: 'ndcg' | 'recall',
  candidate: EvaluationFacts,
  popularity: EvaluationFacts | null,
  served: EvaluationFacts | null,
  rules: GateRules,
): Gate {
  const key = `${name}@${candidate.k}`;
  const floor = Math.max(
    rules.accuracyAgainstPopularity * (popularity?.metrics[key] ?? 0),
    rules.accuracyAgainstServed * (served?.metrics[key] ?? 0),
  );
  return bound(name, candidate.metrics[key], 'at least', floor);
}

function bound(name: Gate['name'], value: number | undefined, side: 'at least' | 'at most', limit: number): Gate {
  const passed = value !== undefined && (side === 'at least' ? value >= limit : value <= limit);
  return {
    name,
    passed,
    detail: `${value === undefined ? 'not measured' : value.toFixed(4)}, ${side} ${limit.toFixed(4)}`,
  };
}

function segmentGate({ k, metrics, segments }: EvaluationFacts, rules: GateRules): Gate {
  const key = `recall@${k}`;
  const floor = rules.segment * (metrics[key] ?? 0);
  const judged = ['cold', 'light', 'heavy'].flatMap(name => {
    const segment = segments[name];
    return segment === undefined || segment.size < rules.segmentSize
      ? []
      : [{ name, recall: segment.metrics[key] ?? 0 }];
  });
  const low = judged.filter(({ recall }) => recall < floor);
  const said = (low.length > 0 ? low : judged).map(({ name, recall }) => `${name} ${recall.toFixed(4)}`).join(', ');
  return {
    name: 'segments',
    passed: low.length === 0,
    detail: `${said || 'none large enough'}; at least ${floor.toFixed(4)}`,
  };
}
