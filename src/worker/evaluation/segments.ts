import type { Dataset } from '../recommenders/recommender.ts';

/** A group of users that is judged by itself. */
export interface UserSegment {
  name: 'cold' | 'light' | 'heavy';
  /** For reading: "fewer than 5 tracks in training". */
  description: string;
  has(user: number): boolean;
}

const COLD = 5;
const NEW_DAYS = 30;

/** Cold listeners have fewer than 5 tracks in training; the others are parted at the median of `users`. */
export function userSegments(dataset: Dataset, users: Int32Array): UserSegment[] {
  const tracks = (user: number): number => (dataset.plays.indptr[user + 1] ?? 0) - (dataset.plays.indptr[user] ?? 0);
  const warm = users
    .filter(user => tracks(user) >= COLD)
    .map(tracks)
    .sort();
  const median = warm[warm.length >> 1] ?? COLD;
  return [
    { name: 'cold', description: `fewer than ${COLD} tracks in training`, has: user => tracks(user) < COLD },
    {
      name: 'light',
      description: `${COLD} to ${median - 1} tracks in training`,
      has: user => tracks(user) >= COLD && tracks(user) < median,
    },
    {
      name: 'heavy',
      description: `${median} tracks or more in training`,
      has: user => tracks(user) >= Math.max(COLD, median),
    },
  ];
}

/** Whether a track was released in the 30 days before the training data ends; null where no release dates are known. */
export function newTracks({ items, asOf }: Dataset): ((item: number) => boolean) | null {
  const { releasedOn } = items;
  if (releasedOn === null || releasedOn.every(day => Number.isNaN(day))) return null;
  return item => (releasedOn[item] ?? NaN) >= asOf - NEW_DAYS;
}
