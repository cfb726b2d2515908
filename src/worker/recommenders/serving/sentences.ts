import { historyOf } from '../query-history.ts';
import type { Dataset, Id, Query, Reason } from '../recommender.ts';
import { rememberLast } from '../remember-last.ts';

/** Reasons of one kind as a person reads them, with the numbers behind them. */
export interface Sentence {
  text: string;
  /** The parts of the model that it speaks for: "item-knn + ials". */
  part: string;
  /** Its addend of the score. All sentences of a recommendation sum to its score. */
  contribution: number;
  /** The strongest pieces of evidence, best first. */
  because: Evidence[];
  /** Weaker ones that are counted in `contribution` and not listed. */
  more: number;
}

export type Evidence = Because & { contribution: number };

/** A reason's evidence by the ids of the source. */
export type Because =
  | { kind: 'track'; track_id: Id; title: string; plays: number }
  | { kind: 'playlists'; track_id: Id; title: string; playlists: number }
  | { kind: 'user'; user_id: Id; name: string }
  | { kind: 'artist' | 'genre' | 'feature' | 'tag'; name: string }
  | { kind: 'after'; track_id: Id; title: string }
  | { kind: 'session'; user_id: Id; name: string; started_at: string; shared: { track_id: Id; title: string }[] }
  | { kind: 'popularity'; plays: number }
  | { kind: 'model' };

export interface Names {
  userName(id: Id): string | null;
}

const LISTED = 5;

/** Puts reasons into words for one dataset: one sentence for each kind of reason, the strongest first. Together they say all of the score. */
export function sentenceWriter(
  dataset: Dataset,
  names: Names,
): (reasons: readonly Reason[], query: Query) => Sentence[] {
  const playsFor = rememberLast(query => playsOf(query, dataset));
  return (reasons, query) => {
    const plays = playsFor(query);
    return [...Map.groupBy(reasons, reason => reason.because.kind).values()]
      .map(group => sentence(group, plays, query, dataset, names))
      .sort((a, b) => b.contribution - a.contribution);
  };
}

function sentence(
  group: readonly Reason[],
  plays: Map<number, number>,
  query: Query,
  dataset: Dataset,
  names: Names,
): Sentence {
  const merged = mergedEvidence(group).sort((a, b) => b.contribution - a.contribution);
  const listed = merged.slice(0, LISTED);
  const because = listed.map(reason => ({
    ...evidence(reason, plays, dataset, names),
    contribution: reason.contribution,
  }));
  const part = [...new Set(group.map(reason => reason.part))].join(' + ');
  const contribution = group.reduce((sum, reason) => sum + reason.contribution, 0);
  const helpful = merged.filter(reason => reason.contribution > 0).length;
  return {
    text: contribution < 0 ? against(because) : wording(because, helpful, part, query),
    part,
    contribution,
    because,
    more: merged.length - listed.length,
  };
}

/** One reason for each piece of evidence: two parts that point at the same track are one reason to a person. */
function mergedEvidence(group: readonly Reason[]): Reason[] {
  const merged = new Map<number, Reason>();
  for (const reason of group) {
    const key = evidenceKey(reason.because);
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined ? reason : { ...known, contribution: known.contribution + reason.contribution },
    );
  }
  return [...merged.values()];
}

function evidence({ because }: Reason, plays: Map<number, number>, dataset: Dataset, names: Names): Because {
  const { items } = dataset;
  switch (because.kind) {
    case 'item':
      return {
        kind: 'track',
        track_id: idAt(items.ids, because.item),
        title: titled(dataset, because.item),
        plays: plays.get(because.item) ?? 0,
      };
    case 'playlists':
      return {
        kind: 'playlists',
        track_id: idAt(items.ids, because.item),
        title: titled(dataset, because.item),
        playlists: because.playlists,
      };
    case 'user': {
      const id = idAt(dataset.userIds, because.user);
      return { kind: 'user', user_id: id, name: names.userName(id) ?? `listener ${id}` };
    }
    case 'artist':
      return { kind: 'artist', name: items.artistNames[because.artist] ?? 'this artist' };
    case 'genre':
      return { kind: 'genre', name: items.genreNames[because.genre] ?? 'this genre' };
    case 'feature':
      return { kind: 'feature', name: items.featureNames[because.feature] ?? 'sound' };
    case 'tag':
      return { kind: 'tag', name: items.tagNames[because.tag] ?? 'a tag' };
    case 'after':
      return { kind: 'after', track_id: idAt(items.ids, because.item), title: titled(dataset, because.item) };
    case 'session': {
      const id = idAt(dataset.userIds, because.user);
      return {
        kind: 'session',
        user_id: id,
        name: names.userName(id) ?? `listener ${id}`,
        started_at: new Date(because.at * 1000).toISOString(),
        shared: because.shared.map(item => ({ track_id: idAt(items.ids, item), title: titled(dataset, item) })),
      };
    }
    case 'popularity':
      return { kind: 'popularity', plays: because.plays };
    case 'model':
      return { kind: 'model' };
  }
}

/** Tells apart reasons of one kind. */
function evidenceKey(because: Reason['because']): number {
  switch (because.kind) {
    case 'item':
    case 'after':
    case 'playlists':
      return because.item;
    case 'session':
      return because.session;
    case 'user':
      return because.user;
    case 'artist':
      return because.artist;
    case 'genre':
      return because.genre;
    case 'feature':
      return because.feature;
    case 'tag':
      return because.tag;
    case 'popularity':
      return because.plays;
    case 'model':
      return 0;
  }
}

/** For reasons that together lower the score. */
function against([first]: readonly Evidence[]): string {
  switch (first?.kind) {
    case 'feature':
      return 'it sounds unlike what you play';
    case 'popularity':
      return 'few others play it';
    default:
      return 'other things that you play count against it';
  }
}

/** @param helpful how many pieces of evidence speak for the track, listed or not */
function wording(because: readonly Evidence[], helpful: number, part: string, query: Query): string {
  const [first] = because;
  if (first === undefined) return part;
  const others = (shown: number, noun: string): string[] =>
    helpful > shown ? [`${helpful - shown} ${noun}${helpful - shown === 1 ? '' : 's'} more`] : [];
  const strongest = because.filter(b => b.contribution > 0).slice(0, 2);
  switch (first.kind) {
    case 'track':
      if (query.kind === 'seed') return `people who play ${first.title} play it too`;
      return `because you played ${listed([...strongest.flatMap(playedTrack), ...others(strongest.length, 'track')])}`;
    case 'playlists':
      return `in ${counted(first.playlists, 'playlist')} with ${first.title}${helpful > 1 ? `, and in others with ${counted(helpful - 1, 'more track')} that you play` : ''}`;
    case 'user': {
      const people = strongest.flatMap(b => (b.kind === 'user' ? [b.name] : []));
      if (helpful < 2) return `${people[0] ?? first.name}, whom you follow, plays it`;
      const more = helpful - people.length;
      return `${helpful} people you follow play it: ${listed([...people, ...(more > 0 ? [`${more} more`] : [])])}`;
    }
    case 'artist':
    case 'genre':
      return `you play ${first.name}`;
    case 'feature':
      return `its ${listed(strongest.flatMap(nameOf))} ${strongest.length === 1 ? 'is' : 'are'} like what you play`;
    case 'tag':
      return `tagged ${listed(strongest.flatMap(nameOf).map(name => `“${name}”`))}, as what you play`;
    case 'after':
      return `often comes after ${listed(strongest.flatMap(b => (b.kind === 'after' ? [b.title] : [])))}`;
    case 'session':
      return `${counted(helpful, 'past session')} with ${listed(mostShared(because))} had it too`;
    case 'popularity':
      return part === 'trending'
        ? `trending, with ${counted(first.plays, 'play')} in all`
        : `popular, with ${counted(first.plays, 'listener')}`;
    case 'model':
      return `the ${part} model finds that it fits`;
  }
}

/** The two tracks that most of the sessions share with the one that goes on. */
function mostShared(because: readonly Evidence[]): string[] {
  const titles = because.flatMap(b => (b.kind === 'session' ? b.shared.map(({ title }) => title) : []));
  const counts = Map.groupBy(titles, title => title);
  return [...counts]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 2)
    .map(([title]) => title);
}

const playedTrack = (because: Evidence): string[] =>
  because.kind === 'track' ? [`${because.title} ${times(because.plays)}`] : [];

const nameOf = (because: Evidence): string[] => ('name' in because ? [because.name] : []);

function playsOf(query: Query, dataset: Dataset): Map<number, number> {
  if (query.kind === 'seed') return new Map();
  const { items, weights } = historyOf(query, dataset);
  return new Map(Array.from(items, (item, at) => [item, weights?.[at] ?? 1]));
}

function titled({ items }: Dataset, item: number): string {
  const artist = items.artistNames[items.artist[item] ?? -1];
  const title = `“${items.titles[item] ?? items.ids[item]}”`;
  return artist === undefined || artist === items.titles[item] ? title : `${title} by ${artist}`;
}

function idAt(ids: readonly Id[], index: number): Id {
  const id = ids[index];
  if (id === undefined) throw new Error(`no id at ${index}`);
  return id;
}

const times = (plays: number): string =>
  plays === 1 ? 'once' : plays === 2 ? 'twice' : `${plays.toLocaleString('en')} times`;
const counted = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
