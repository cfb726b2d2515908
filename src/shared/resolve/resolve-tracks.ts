import { areFarApart, MERGE_FROM, type MatchReason, type NamedTrack, type ResolvableTrack } from './compare-tracks.ts';
import { findMatches, withNames, type Pair } from './find-matches.ts';

type TrackId = ResolvableTrack['id'];

/** What a person said about two tracks. */
export interface Decision {
  a: TrackId;
  b: TrackId;
  decision: 'same' | 'different';
}

/** merged: by confidence; proposed: a person may confirm it; confirmed and split: a person did. */
export type MatchStatus = 'merged' | 'proposed' | 'confirmed' | 'split';

/** One pair. In a merged or confirmed one, `trackId` is taken for `otherTrackId`, and both for `canonicalTrackId`. */
export interface ResolvedMatch {
  trackId: TrackId;
  otherTrackId: TrackId;
  canonicalTrackId: TrackId | null;
  confidence: number;
  reason: MatchReason | 'person';
  evidence: string;
  status: MatchStatus;
}

/**
 * Finds tracks that are one recording and chooses one of them, the most described, to stand for all. The surest matches
 * are taken first; none joins what a person has split, or a live recording with a studio recording. The result doesn't
 * hang on the order of tracks. Each track that stands for no one has exactly one merged or confirmed pair: those of a
 * recording form a tree whose root is the canonical track.
 */
export function resolveTracks(given: readonly ResolvableTrack[], decisions: readonly Decision[]): ResolvedMatch[] {
  const tracks = withNames([...given].sort((x, y) => compareIds(x.id, y.id)));
  const placeOf = new Map(tracks.map(({ track }, place) => [track.id, place]));
  const decided = decisions.flatMap(({ a, b, decision }) => {
    const [x, y] = [placeOf.get(a), placeOf.get(b)];
    return x === undefined || y === undefined || x === y ? [] : [{ a: Math.min(x, y), b: Math.max(x, y), decision }];
  });
  const groups = new Groups(tracks);
  for (const { a, b, decision } of decided) if (decision === 'different') groups.keepApart(a, b);
  const pairs = findMatches(tracks).sort((x, y) => y.confidence - x.confidence || x.a - y.a || x.b - y.b);
  const evidence = new Map(pairs.map(pair => [pairKey(pair), pair]));
  const links: Link[] = [];
  for (const { a, b, decision } of decided) {
    if (decision !== 'same' || !groups.join(a, b, 'by a person')) continue;
    links.push({ ...(evidence.get(pairKey({ a, b })) ?? BY_PERSON), a, b, confidence: 1, status: 'confirmed' });
  }
  for (const pair of pairs)
    if (pair.confidence >= MERGE_FROM && groups.join(pair.a, pair.b, isCode(pair) ? 'by code' : 'by name'))
      links.push({ ...pair, status: 'merged' });
  const asked = new Set(decided.map(pairKey));
  const open: Link[] = pairs
    .filter(pair => !groups.together(pair.a, pair.b) && !groups.apart(pair.a, pair.b) && !asked.has(pairKey(pair)))
    .map(pair => ({ ...pair, status: 'proposed' }));
  const split: Link[] = decided
    .filter(({ decision }) => decision === 'different')
    .map(({ a, b }) => ({ ...(evidence.get(pairKey({ a, b })) ?? BY_PERSON), a, b, status: 'split' }));
  return [...rooted(tracks, links), ...[...open, ...split].map(link => described(tracks, link, null))];
}

type Link = { a: number; b: number } & Pick<ResolvedMatch, 'status' | 'reason' | 'confidence' | 'evidence'>;

const BY_PERSON = { reason: 'person', confidence: 0, evidence: 'decided by a person' } as const;
const isCode = ({ reason }: Pair): boolean => reason === 'isrc' || reason === 'mbid';
const pairKey = ({ a, b }: { a: number; b: number }): string => `${Math.min(a, b)} ${Math.max(a, b)}`;

/** Tracks that are taken for one, growing as matches are taken. */
class Groups {
  readonly #tracks: readonly NamedTrack[];
  readonly #parent: number[];
  readonly #members = new Map<number, number[]>();
  readonly #apart = new Map<number, Set<number>>();

  constructor(tracks: readonly NamedTrack[]) {
    this.#tracks = tracks;
    this.#parent = tracks.map((_, place) => place);
  }

  keepApart(a: number, b: number): void {
    for (const [x, y] of [
      [a, b],
      [b, a],
    ] as const)
      this.#apart.set(x, (this.#apart.get(x) ?? new Set()).add(y));
  }

  together = (a: number, b: number): boolean => this.#root(a) === this.#root(b);

  /** Whether a person has split a track of one's group from a track of the other's. */
  apart(a: number, b: number): boolean {
    if (this.#apart.size === 0) return false;
    const there = new Set(this.#of(this.#root(b)));
    return this.#of(this.#root(a)).some(place => [...(this.#apart.get(place) ?? [])].some(other => there.has(other)));
  }

  /** False where they are together already, or must not be. */
  join(a: number, b: number, how: 'by a person' | 'by code' | 'by name'): boolean {
    const [x, y] = [this.#root(a), this.#root(b)];
    if (x === y || this.apart(a, b)) return false;
    if (how !== 'by a person' && !this.#isLive(x).some(live => this.#isLive(y).includes(live))) return false;
    if (how === 'by name' && this.#lengths(x).some(one => this.#lengths(y).some(other => areFarApart(one, other))))
      return false;
    const [small, large] = this.#of(x).length < this.#of(y).length ? [x, y] : [y, x];
    this.#members.set(large, [...this.#of(large), ...this.#of(small)]);
    this.#members.delete(small);
    this.#parent[small] = large;
    return true;
  }

  #of = (root: number): readonly number[] => this.#members.get(root) ?? [root];

  #isLive = (root: number): boolean[] => this.#of(root).map(place => this.#tracks[place]?.name.titleIsLive === true);

  /** A track without a length must not bring two together whose lengths tell them apart. */
  #lengths = (root: number): number[] => this.#of(root).flatMap(place => this.#tracks[place]?.track.durationMs ?? []);

  #root(place: number): number {
    let root = place;
    for (let up = this.#parent[root]; up !== undefined && up !== root; up = this.#parent[root]) root = up;
    this.#parent[place] = root;
    return root;
  }
}

/** The taken matches of each recording, turned so that every one leads towards its canonical track. */
function rooted(tracks: readonly NamedTrack[], links: readonly Link[]): ResolvedMatch[] {
  const from = new Map<number, Link[]>();
  for (const link of links) for (const end of [link.a, link.b]) from.set(end, [...(from.get(end) ?? []), link]);
  const done = new Set<number>();
  const found: ResolvedMatch[] = [];
  for (const start of from.keys()) {
    if (done.has(start)) continue;
    const root = mostDescribed(tracks, reach(start, from));
    done.add(root);
    for (const place of reach(root, from)) {
      for (const link of from.get(place) ?? []) {
        const child = link.a === place ? link.b : link.a;
        if (done.has(child)) continue;
        done.add(child);
        found.push(described(tracks, { ...link, a: child, b: place }, root));
      }
    }
  }
  return found;
}

/** Everything that links lead to, nearest first. */
function reach(start: number, from: ReadonlyMap<number, readonly Link[]>): number[] {
  const seen = new Set([start]);
  for (const place of seen) for (const { a, b } of from.get(place) ?? []) seen.add(a).add(b);
  return [...seen];
}

function mostDescribed(tracks: readonly NamedTrack[], places: readonly number[]): number {
  const weight = (place: number): number => tracks[place]?.track.weight ?? 0;
  return places.reduce((best, place) =>
    weight(place) > weight(best) || (weight(place) === weight(best) && place < best) ? place : best,
  );
}

function described(tracks: readonly NamedTrack[], link: Link, canonical: number | null): ResolvedMatch {
  const idOf = (place: number): TrackId => {
    const found = tracks[place];
    if (found === undefined) throw new Error(`there is no track ${place}`);
    return found.track.id;
  };
  return {
    ...{ trackId: idOf(link.a), otherTrackId: idOf(link.b) },
    canonicalTrackId: canonical === null ? null : idOf(canonical),
    ...{ confidence: link.confidence, reason: link.reason, evidence: link.evidence, status: link.status },
  };
}

/** Integers before texts, each in their order, as SQLite sorts them. */
function compareIds(a: TrackId, b: TrackId): number {
  if (typeof a === 'string' || typeof b === 'string')
    return typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === 'string' ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
