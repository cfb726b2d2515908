import { z } from 'zod';
import type { Rerank } from './rerank.ts';

/** How a model's lists are put in order beyond its scores: what a person found by the sliders, kept as part of the model. */
export const listShape = z.object({
  diversity: z.number().min(0).max(1).optional().describe('unlike tracks move up'),
  calibration: z.number().min(0).max(1).optional().describe('genres follow the listener’s'),
  novelty: z.number().min(-1).max(1).optional().describe('rare tracks move up, below 0 popular ones'),
  freshness: z.number().min(0).max(1).optional().describe('new releases move up'),
  artistCap: z.int().min(1).optional().describe('tracks of one artist at most'),
});
export type ListShape = z.infer<typeof listShape>;

export interface Variant {
  rerank: Rerank;
  artistCap: number | undefined;
}

/** What stands under `list` in a model's parameters; nothing where it has none. */
export function variantOf(params: object): Variant {
  const found = 'list' in params ? listShape.safeParse(params.list) : null;
  const { artistCap, ...wishes } = found?.data ?? {};
  return { rerank: withoutUndefined(wishes), artistCap };
}

const withoutUndefined = (wishes: Omit<ListShape, 'artistCap'>): Rerank =>
  Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined));
