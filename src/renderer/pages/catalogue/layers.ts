import type { RelationSummary } from '../../../shared/rpc/catalogue.ts';
import type { Tone } from '../../ui/badge.tsx';

export type Layer = RelationSummary['layer'];

/** Results first. */
export const LAYER_ORDER: readonly Layer[] = ['gold', 'silver', 'bronze', 'lake'];

export const LAYER_TITLES: Record<Layer, string> = {
  gold: 'Gold',
  silver: 'Silver',
  bronze: 'Bronze',
  lake: 'Bookkeeping',
};

export const LAYER_TONES: Record<Layer, Tone> = { gold: 'gold', silver: 'silver', bronze: 'bronze', lake: 'neutral' };

/** How a relation is, in a word and a tone; the worst thing first. */
export function relationState({ exists, stale, checks, heldBy }: RelationSummary): { tone: Tone; text: string } {
  if (!exists) return { tone: 'neutral', text: 'not built yet' };
  if (checks.failed > 0) return { tone: 'error', text: `${checks.failed} failed` };
  if (heldBy !== null) return { tone: 'error', text: 'held back' };
  if (stale) return { tone: 'warn', text: 'stale' };
  if (checks.warned > 0) return { tone: 'warn', text: `${checks.warned} warned` };
  if (checks.passed > 0) return { tone: 'ok', text: `${checks.passed} passed` };
  return { tone: 'neutral', text: 'no checks' };
}

/** What the relation covers: `2024-01-01 – 2025-01-28`. */
export const coverage = ({ coveredFrom, coveredTo }: RelationSummary): string =>
  coveredFrom === null || coveredTo === null ? '–' : `${coveredFrom} – ${coveredTo}`;

/** The week or day that the newest rows speak of. */
export const coveredTo = (relation: RelationSummary): string => relation.coveredTo ?? '–';

/** Results first, sources last; by name within a layer. */
export const inOrder = <R extends Pick<RelationSummary, 'layer' | 'name'>>(relations: readonly R[]): R[] =>
  LAYER_ORDER.flatMap(layer =>
    relations.filter(relation => relation.layer === layer).sort((a, b) => a.name.localeCompare(b.name, 'en')),
  );
