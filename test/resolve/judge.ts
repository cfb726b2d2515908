import type { ResolvableTrack } from '../../src/shared/resolve/compare-tracks.ts';
import { resolveTracks } from '../../src/shared/resolve/resolve-tracks.ts';

/** Two tracks, by id, and whether they are one recording. */
export interface LabelledPair {
  a: string;
  b: string;
  same: boolean;
}

export interface Judgement {
  precision: number;
  recall: number;
  pairs: number;
  /** Merged, and rightly. */
  right: number;
  /** Merged, and wrongly. */
  wrong: LabelledPair[];
  missed: LabelledPair[];
  /** How many of the missed ones are proposed to a person. */
  missedButProposed: number;
  seconds: number;
}

/** Resolves all tracks and holds the labelled pairs against what was merged. */
export function judge(tracks: readonly ResolvableTrack[], labelled: readonly LabelledPair[]): Judgement {
  const started = performance.now();
  const matches = resolveTracks(tracks, []);
  const seconds = (performance.now() - started) / 1000;
  const canonical = new Map(
    matches.flatMap(m => (m.canonicalTrackId === null ? [] : [[m.trackId, m.canonicalTrackId]])),
  );
  const standsFor = (id: string) => canonical.get(id) ?? id;
  const proposed = new Set(
    matches
      .filter(m => m.status === 'proposed')
      .flatMap(m => [`${m.trackId} ${m.otherTrackId}`, `${m.otherTrackId} ${m.trackId}`]),
  );
  const merged = labelled.filter(({ a, b }) => standsFor(a) === standsFor(b));
  const right = merged.filter(({ same }) => same).length;
  const missed = labelled.filter(pair => pair.same && !merged.includes(pair));
  return {
    ...{
      precision: right / merged.length,
      recall: right / (right + missed.length),
      pairs: labelled.length,
      right,
      missed,
    },
    wrong: merged.filter(({ same }) => !same),
    missedButProposed: missed.filter(({ a, b }) => proposed.has(`${a} ${b}`)).length,
    seconds,
  };
}
