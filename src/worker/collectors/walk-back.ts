import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import { formatChanged } from './format.ts';

/** A walk from the newest record back in time, in the service's unit of time. */
export const walkSchema = z.object({
  /** The newest moment seen: what the next walk goes back to. */
  top: z.number().nullable(),
  /** Where to stop; null for all there is. */
  floor: z.number().nullable(),
  /** Records before this are wanted next; null for the newest. */
  until: z.number().nullable(),
  /** Of the records before `until`, where more share one moment than a page holds. */
  page: z.number(),
});
export type Walk = z.infer<typeof walkSchema>;

/** Begins at the newest record; the last walk's top, less `overlap`, is where it will stop. */
export function startWalk(mark: Readonly<Record<string, unknown>> | null, overlap: number): Walk {
  const top = mark === null ? undefined : mark['top'];
  return { top: null, floor: typeof top === 'number' ? top - overlap : null, until: null, page: 1 };
}

export interface WalkRules {
  title: string;
  /** No more than so many pages may share one moment. Services without page numbers have one: the rest is stepped over. */
  pagesOfOneMoment: number;
}

/**
 * The next step after a page with records of these moments, or null when the walk is over. Steps go by time and not by
 * page number, so that records which come or go meanwhile move nothing; the last moment is asked for once more, because
 * others may share it. Throws `check_failed` where the service does not heed what it was asked.
 */
export function nextStep(walk: Walk, moments: readonly number[], isLast: boolean, rules: WalkRules): Walk | null {
  if (moments.length === 0) return null;
  const newest = moments.reduce((a, b) => Math.max(a, b));
  const oldest = moments.reduce((a, b) => Math.min(a, b));
  const { until, page, floor } = walk;
  if (until !== null && newest > until)
    throw formatChanged(rules.title, `asked for records before ${until}, it gives one of ${newest}`);
  if (isLast || (floor !== null && oldest < floor)) return null;
  const top = Math.max(walk.top ?? newest, newest);
  if (until === null || oldest + 1 < until) return { top, floor, until: oldest + 1, page: 1 };
  if (page < rules.pagesOfOneMoment) return { top, floor, until, page: page + 1 };
  if (rules.pagesOfOneMoment === 1) return { top, floor, until: Math.min(until - 1, oldest), page: 1 };
  throw new TracklakeError('limit', `${rules.title} gives more than ${page} pages for the moment ${oldest}`, {
    hint: 'a service that repeats itself; nothing was lost',
  });
}

/** What a finished walk leaves for the next one. */
export function markOf(walk: Walk, moments: readonly number[]): { top: number } | null {
  const top = moments.reduce((a, b) => Math.max(a, b), walk.top ?? -Infinity);
  return Number.isFinite(top) ? { top } : null;
}
