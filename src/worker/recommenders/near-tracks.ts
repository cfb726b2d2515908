import { FactorScan } from '../matrix/factor-scan.ts';
import { indexRecall, VectorIndex } from '../matrix/vector-index.ts';
import { z } from 'zod';
import { floats, integers } from './artefact.ts';
import type { Artefact, FitContext } from './recommender.ts';

/** A parameter of recommenders whose tracks have places in a space. Absent: exact search, which is the rule. */
export const indexParam = z
  .number()
  .positive()
  .max(1)
  .optional()
  .describe('share of an index that is searched for tracks near a seed track; empty: exact search over all tracks');

/** An index that finds fewer of the true neighbours is not used. */
const LEAST_RECALL = 0.9;
const NEAREST = 50;
const ASKED = 200;

/** An index over a model's tracks, if it was asked for and is good enough on these very tracks. The log says how good it is. */
export function fitIndex(
  vectors: Float32Array,
  dimensions: number,
  share: number | undefined,
  { seed, cancel, log }: Pick<FitContext, 'seed' | 'cancel' | 'log'>,
): VectorIndex | null {
  const rows = vectors.length / dimensions;
  if (share === undefined || rows < 2) return null;
  const index = new VectorIndex(vectors, dimensions, { seed, cancel });
  const exact = new FactorScan(vectors, dimensions);
  const { recall, asked } = indexRecall(index, exact, rows, { share, k: NEAREST, most: ASKED, seed });
  const said = `the index finds ${(100 * recall).toFixed(1)} % of the ${NEAREST} tracks that are truly nearest, asked for ${asked} of this model's own`;
  if (recall >= LEAST_RECALL) {
    log('info', `${said}; it answers for seed tracks`);
    return index;
  }
  log('warn', `${said}: less than ${100 * LEAST_RECALL} %, so search stays exact; a larger share finds more`);
  return null;
}

export const indexToArrays = (index: VectorIndex | null): Artefact['arrays'] =>
  index === null
    ? {}
    : {
        'index.centres': index.lists.centres,
        'index.starts': index.lists.starts,
        'index.members': index.lists.members,
      };

export function indexFromArrays(
  arrays: Artefact['arrays'],
  vectors: Float32Array,
  dimensions: number,
): VectorIndex | null {
  if (!('index.members' in arrays)) return null;
  const lists = {
    centres: floats(arrays, 'index.centres'),
    starts: integers(arrays, 'index.starts'),
    members: integers(arrays, 'index.members'),
  };
  return new VectorIndex(vectors, dimensions, lists);
}
