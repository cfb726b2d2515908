import type { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';

import type { JobContext } from '../jobs/context.ts';
import type { Csr } from '../matrix/csr.ts';

/** A user or track id as the sources gave it: an integer where it was one, else text. */
export type Id = number | string;

/**
 * What a recommender may learn from, all of it dated on or before `asOf`. Rows and columns are dense indexes;
 * `userIds[row]` and `items.ids[column]` give the ids back.
 */
export interface Dataset {
  /** users × items; values are play counts. `lastPlayed` runs beside `plays.indices`: days since 1970-01-01. */
  readonly plays: Csr;
  readonly lastPlayed: Float32Array | null;
  readonly userIds: readonly Id[];
  readonly items: Items;
  /** users × items, values are the plays that were skipped; where the source says nothing of skips, absent. */
  readonly skips?: Csr | null;
  /** Every play in time order, where the source has times; null for data that is counts alone. */
  readonly events: Events | null;
  /** users × users, 1 where the row's user follows the column's. */
  readonly follows: Csr | null;
  /** playlists × items, 1 where the item is in the playlist. */
  readonly playlists: Csr | null;
  /** Days since 1970-01-01 (fractions allowed): the last moment that this data knows about. */
  readonly asOf: number;
  /** Which state of the lakehouse this is, for the model's id; 0 for benchmark files. */
  readonly snapshotId: number;
}

export interface Items {
  readonly ids: readonly Id[];
  readonly titles: readonly string[];
  /** Index into `artistNames` for each item, -1 where unknown; the same for genres. */
  readonly artist: Int32Array;
  readonly artistNames: readonly string[];
  readonly genre: Int32Array;
  readonly genreNames: readonly string[];
  /** items × featureNames.length, row-major, standardised to mean 0 and variance 1; NaN where unknown. */
  readonly features: Float32Array | null;
  readonly featureNames: readonly string[];
  /** Days since 1970-01-01, NaN where unknown. */
  readonly releasedOn: Float32Array | null;
  /** What a track lasts, 0 where unknown; absent where the source does not say. */
  readonly durationMs?: Int32Array;
  /** 1 where the track is marked explicit; absent where the source does not say. */
  readonly explicit?: Uint8Array;
  /** items × tags, values are how often the tag was given. */
  readonly tags: Csr | null;
  readonly tagNames: readonly string[];
}

/** Parallel arrays, ascending by `at`. */
export interface Events {
  readonly user: Int32Array;
  readonly item: Int32Array;
  /** Seconds since 1970-01-01. */
  readonly at: Float64Array;
  readonly msPlayed: Int32Array;
}

/** Who or what is asked for: a known user, a track to find neighbours of, a history that the model has not seen, or a sitting that goes on. */
export type Query =
  | { kind: 'user'; user: number }
  | { kind: 'seed'; item: number }
  | { kind: 'history'; items: Int32Array; weights: Float32Array }
  /** Tracks in the order they were heard, the latest last; one can come twice. */
  | { kind: 'session'; items: Int32Array };

/** One addend of a score. For exact explainers the contributions of all reasons sum to the score. */
export interface Reason {
  /** Which part of the recommender: its name, or a part's name in the hybrid. */
  part: string;
  contribution: number;
  /** What stands behind it, as dense indexes; the caller turns them into titles and plays. */
  because:
    | { kind: 'item'; item: number } // "you played …"
    | { kind: 'user'; user: number } // "… whom you follow plays it"
    | { kind: 'playlists'; item: number; playlists: number } // "in 12 playlists with …"
    | { kind: 'artist'; artist: number }
    | { kind: 'genre'; genre: number }
    | { kind: 'feature'; feature: number }
    | { kind: 'tag'; tag: number }
    | { kind: 'after'; item: number } // "what often comes after …"
    /** A past sitting of a user that shares tracks with the one that goes on: when it began, in seconds since 1970. */
    | { kind: 'session'; session: number; user: number; at: number; shared: readonly number[] }
    | { kind: 'popularity'; plays: number }
    | { kind: 'model' }; // the part's score as a whole: it has no exact reasons of its own
}

/** A fitted model as it is stored: plain arrays and a small JSON part. */
export interface Artefact {
  arrays: Record<string, Float32Array | Float64Array | Int32Array | Uint8Array>;
  meta: Record<string, unknown>;
}

export interface Model {
  /** Writes a score for every item into `scores` (length items); higher is better, 0 means "nothing to say". */
  score(query: Query, scores: Float32Array): void;
  /** The same for several known users at once, users.length × items, row after row: the same bits, faster, where a model has it. */
  scoreUsers?(users: Int32Array, scores: Float32Array): void;
  /** Says which users are asked for next, so that parts which score several at once can; their scores stay the same. */
  expect?(users: Int32Array): void;
  /** Why `item` got its score, largest contribution first. Null where no exact reason exists. */
  explain(query: Query, item: number): Reason[] | null;
  save(): Artefact;
}

export interface Recommender<P extends object = object> {
  /** Its key in the registry and on the command line: "item-knn". */
  readonly name: string;
  readonly title: string;
  /** Grows when the same data and parameters would give other scores; part of the model's id. */
  readonly version: number;
  /** Defaults, bounds and types of the parameters. */
  readonly params: z.ZodType<P>;
  /** True where `explain` gives contributions that sum to the score. */
  readonly exact: boolean;
  /** What the dataset must hold besides plays; without it the recommender is left out, and says so. */
  readonly needs: readonly ('events' | 'follows' | 'playlists' | 'features' | 'tags' | 'genres')[];
  /** What it answers: what somebody may like, by default, or what comes next in a sitting. One model serves each. */
  readonly task?: Task;
  /** Deterministic for (dataset, params, seed), whatever the number of threads. Reports progress and honours cancel. */
  fit(dataset: Dataset, params: P, context: FitContext): Promise<Model>;
  load(artefact: Artefact, dataset: Dataset): Model;
}

export type Task = 'lists' | 'next-track';

/** A training that takes long is kept here after each epoch, and goes on from there: a small JSON part, and arrays. */
export interface Checkpoint {
  load(): Artefact | null;
  save(state: Artefact): void;
}

export interface FitContext extends Pick<JobContext, 'progress' | 'cancel' | 'log'> {
  readonly seed: number;
  readonly threads: number;
  /** Where a blend gets its parts, so that one fit serves many; absent, it fits them itself. */
  readonly fitPart?: (name: string, params: object) => Promise<Model>;
  readonly checkpoint?: Checkpoint;
}

/** What a dataset can lack. */
export type Need = Recommender['needs'][number];

export const missing = (recommender: string, need: Need): TracklakeError =>
  new TracklakeError('unsupported', `${recommender} needs ${need}, and this data has none`, { value: recommender });

/** The needs that `dataset` does not meet. */
export function unmetNeeds(needs: readonly Need[], dataset: Dataset): Need[] {
  const has: Record<Need, boolean> = {
    events: dataset.events !== null,
    follows: dataset.follows !== null,
    playlists: dataset.playlists !== null,
    features: dataset.items.features !== null,
    tags: dataset.items.tags !== null,
    genres: dataset.items.genreNames.length > 0,
  };
  return needs.filter(need => !has[need]);
}
