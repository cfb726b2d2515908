import { cells } from './cells.ts';
import type { CELL_DOMAINS } from './domains.ts';
import { results } from './results.ts';

/** What a cell process answers. */
export const cellContract = { cells, results } satisfies Record<(typeof CELL_DOMAINS)[number], object>;
