import { historyOf } from '../query-history.ts';
import type { Dataset, Id, Query, Reason } from '../recommender.ts';

/** One reason as a person reads it, with the numbers behind it. */
export interface Sentence {
  text: string;
  part: string;
  /** Its addend of the score. All sentences of a recommendation sum to its score. */
  contribution: number;
  because: Because[];
}

/** A reason's evidence by the ids of the source. */
export type Because =
  | { kind: 'track'; track_id: Id; title: string; plays: number }
  | { kind: 'playlists'; track_id: Id; title: string; playlists: number }
  | { kind: 'user'; user_id: Id; name: string }
  | { kind: 'artist' | 'genre' | 'feature' | 'tag'; name: string }
  | { kind: 'popularity'; plays: number }
  | { kind: 'model' }
  | { kind: 'rest'; reasons: number };

export interface Names {
  userName(id: Id): string | null;
}

const SHOWN = 4;

/** The strongest reasons in words; the small ones together as the last sentence, so that nothing of the score is lost. */
export function sentencesFor(reasons: readonly Reason[], query: Query, dataset: Dataset, names: Names): Sentence[] {
  const plays = playsOf(query, dataset);
  const grouped = groups(reasons).sort((a, b) => b.contribution - a.contribution);
  const shown = grouped.filter((group, i) => i < SHOWN && group.contribution > 0);
  const rest = grouped.slice(shown.length);
  const sentences = shown.map(group => sentence(group, plays, query, dataset, names));
  const remainder = rest.reduce((sum, group) => sum + group.contribution, 0);
  const count = rest.reduce((sum, group) => sum + group.reasons.length, 0);
  if (count === 0) return sentences;
  const text = count === 1 ? 'and one smaller reason' : `and ${count} smaller reasons`;
  return [...sentences, { text, part: 'rest', contribution: remainder, because: [{ kind: 'rest', reasons: count }] }];
}

/** Reasons that make one sentence: all the followed people together; every other reason for itself. */
interface Group {
  part: string;
  contribution: number;
  reasons: Reason[];
}

function groups(reasons: readonly Reason[]): Group[] {
  const byKey = new Map<string, Group>();
  reasons.forEach((reason, r) => {
    const key = reason.because.kind === 'user' ? `${reason.part} users` : `${reason.part} ${r}`;
    const group = byKey.get(key);
    if (group === undefined) {
      byKey.set(key, { part: reason.part, contribution: reason.contribution, reasons: [reason] });
      return;
    }
    group.contribution += reason.contribution;
    group.reasons.push(reason);
  });
  return [...byKey.values()];
}

function sentence(group: Group, plays: Map<number, number>, query: Query, dataset: Dataset, names: Names): Sentence {
  const because = group.reasons.map(reason => evidence(reason, plays, dataset, names));
  return { text: wording(because, group.part, query), part: group.part, contribution: group.contribution, because };
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
    case 'popularity':
      return { kind: 'popularity', plays: because.plays };
    case 'model':
      return { kind: 'model' };
  }
}

function wording(because: readonly Because[], part: string, query: Query): string {
  const [first] = because;
  if (first === undefined) return part;
  switch (first.kind) {
    case 'track':
      if (query.kind === 'seed') return `it is played by people who play ${first.title}`;
      return first.plays > 0
        ? `because you played ${first.title} ${times(first.plays)}`
        : `it goes with ${first.title}`;
    case 'playlists':
      return `in ${counted(first.playlists, 'playlist')} with ${first.title}`;
    case 'user': {
      const people = because.flatMap(b => (b.kind === 'user' ? [b.name] : []));
      if (people.length === 1) return `${people[0]}, whom you follow, plays it`;
      const more = people.length > 3 ? [`${people.length - 2} more`] : people.slice(2);
      return `${people.length} people you follow play it: ${listed([...people.slice(0, 2), ...more])}`;
    }
    case 'artist':
      return `you play ${first.name}`;
    case 'genre':
      return `you play ${first.name}`;
    case 'feature':
      return `its ${first.name} matches what you play`;
    case 'tag':
      return `tagged “${first.name}”, as what you play`;
    case 'popularity':
      return part === 'trending'
        ? `trending: ${counted(first.plays, 'play')} in all`
        : `popular: ${counted(first.plays, 'listener')}`;
    case 'model':
      return `the ${part} model finds that it fits`;
    case 'rest':
      return 'smaller reasons';
  }
}

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
