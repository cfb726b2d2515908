import { PartTables } from './part-tables.ts';
import { historyOf } from './query-history.ts';
import type { Artefact, Dataset, Model, Query, Reason } from './recommender.ts';
import { rememberLast } from './remember-last.ts';
import { scoreAhead } from './score-ahead.ts';

export interface Part {
  name: string;
  weight: number;
  model: Model;
}

/** A weighted sum of models that a person can re-weigh without another fit. */
export interface Blend extends Model {
  readonly parts: readonly Part[];
  /** The same models under other weights (parts not named keep theirs); what was scored last is not scored again. */
  withWeights(weights: Readonly<Record<string, number>>): Blend;
}

/**
 * Score = Σ over parts of weight × the part's score ÷ the largest score that the part gives any track outside the
 * query's history (a part whose largest is not above 0 says nothing). The divisor depends on the query alone, not on
 * filters, so the blend stays linear in its parts and its explanation is exact.
 */
export function blend(parts: readonly Part[], dataset: Dataset): Blend {
  return withScores(parts, partScorer(parts, dataset));
}

function withScores(parts: readonly Part[], { expect, scoresOf }: PartScorer): Blend {
  return {
    parts,
    expect,
    score(query, scores) {
      const { largest, sum } = scoresOf(query);
      sum(
        parts.map(({ weight }, p) => scaleOf(weight, largest[p] ?? 0)),
        scores,
      );
    },
    explain(query, item) {
      const { raw, largest } = scoresOf(query);
      return parts
        .flatMap((part, p) => {
          const scale = scaleOf(part.weight, largest[p] ?? 0);
          return scale === 0 ? [] : scaledReasons(part, query, item, scale, raw[p]?.[item] ?? 0);
        })
        .sort((a, b) => b.contribution - a.contribution);
    },
    withWeights: weights =>
      withScores(
        parts.map(part => ({ ...part, weight: weights[part.name] ?? part.weight })),
        { expect, scoresOf },
      ),
    save: () => saveParts(parts),
  };
}

const scaleOf = (weight: number, largest: number): number => (largest > 0 ? weight / largest : 0);

function scaledReasons(part: Part, query: Query, item: number, scale: number, score: number): Reason[] {
  if (score === 0) return [];
  const reasons = part.model.explain(query, item);
  if (reasons === null) return [{ part: part.name, contribution: scale * score, because: { kind: 'model' } }];
  return reasons.map(reason => ({ ...reason, part: part.name, contribution: scale * reason.contribution }));
}

/** Every part's scores for one query, before weights, and each part's divisor. */
interface PartScores {
  raw: readonly Float32Array[];
  largest: readonly number[];
  /** scores = Σ over parts of scale × score. */
  sum(scales: readonly number[], scores: Float32Array): void;
}

interface PartScorer {
  /** Asking again for the same query costs nothing. */
  scoresOf(query: Query): PartScores;
  expect(users: Int32Array): void;
}

function partScorer(parts: readonly Part[], dataset: Dataset): PartScorer {
  const items = dataset.items.ids.length;
  const ahead = parts.map(({ model }) => scoreAhead(model, items));
  let held: PartTables | null = null;
  return {
    scoresOf: rememberLast(query => {
      const tables = (held ??= new PartTables(parts.length, items));
      const heard = historyOf(query, dataset).items;
      const largest = ahead.map((part, p) => {
        const scores = tables.tables[p] ?? new Float32Array(0);
        part.score(query, scores);
        return largestOutside(scores, heard, () => tables.largest(p));
      });
      return { raw: tables.tables, largest, sum: (scales, scores) => tables.sum(scales, scores) };
    }),
    expect(users) {
      for (const part of ahead) part.expect(users);
    },
  };
}

/** The largest score, leaving out `heard` (ascending or not; each item at most once). */
function largestOutside(scores: Float32Array, heard: Int32Array, largest: () => number): number {
  const held = Float32Array.from(heard, item => scores[item] ?? 0);
  for (const item of heard) scores[item] = -Infinity;
  const found = largest();
  heard.forEach((item, h) => {
    scores[item] = held[h] ?? 0;
  });
  return found;
}

function saveParts(parts: readonly Part[]): Artefact {
  const saved = parts.map(({ name, weight, model }) => ({ name, weight, ...model.save() }));
  return {
    arrays: Object.assign(
      {},
      ...saved.map(({ name, arrays }) =>
        Object.fromEntries(Object.entries(arrays).map(([key, array]) => [`${name}/${key}`, array])),
      ),
    ) as Artefact['arrays'],
    meta: { parts: saved.map(({ name, weight, meta }) => ({ name, weight, meta })) },
  };
}

/** What `save` of a blend wrote for each part, apart again. */
export function savedParts({ arrays, meta }: Artefact): { name: string; weight: number; artefact: Artefact }[] {
  const parts = meta['parts'] as { name: string; weight: number; meta: Artefact['meta'] }[];
  return parts.map(({ name, weight, meta: partMeta }) => {
    const prefix = `${name}/`;
    const own = Object.entries(arrays).filter(([key]) => key.startsWith(prefix));
    return {
      name,
      weight,
      artefact: {
        arrays: Object.fromEntries(own.map(([key, array]) => [key.slice(prefix.length), array])),
        meta: partMeta,
      },
    };
  });
}
