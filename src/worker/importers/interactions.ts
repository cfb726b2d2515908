import { TracklakeError } from '../../shared/errors.ts';
import { commas, tabs } from './delimited-plan.ts';
import type { ColumnRule, DelimitedFormat, Importer, Plan, Sample } from './importer.ts';
import { headerOf } from './sample.ts';

/**
 * MovieLens-style files: ratings.csv, ratings.dat, u.data, movies.csv and tags.csv. A rating counts as a play at its time,
 * with the context `rating`; its value is in `extra`. Ids are `ml:u1` and `ml:i1193`.
 */
export const movielens: Importer = {
  name: 'movielens',
  title: 'MovieLens-style ratings, items and tags',
  version: 1,
  detect: sample => (movielensPlan(sample) === undefined ? 0 : 0.9),
  plan(sample) {
    const plan = movielensPlan(sample);
    if (plan === undefined) throw new TracklakeError('bad_input', 'not one of the files of a MovieLens data set');
    return plan;
  },
};

/** LightGCN-style files: a line holds a user and all items, with spaces between. A pair counts as one play. */
export const lightgcn: Importer = {
  name: 'lightgcn',
  title: 'LightGCN-style interactions (user item item …)',
  version: 1,
  detect(sample) {
    const lines = sample.lines.slice(0, 50);
    const fitting = lines.filter(line => /^\d+( \d+)* *\r?$/.test(line)).length;
    const several = lines.filter(line => / \d+ \d+/.test(line)).length;
    return fitting > 0 && fitting >= lines.length * 0.7 && several > 0 ? 0.85 : 0;
  },
  plan: () => ({
    relation: 'bronze_fact_listening_counts',
    format: { kind: 'adjacency' },
    rules: [
      { to: 'user_id', from: 'user', kind: 'id', prefix: 'lightgcn:u' },
      { to: 'track_id', from: 'item', kind: 'id', prefix: 'lightgcn:i' },
    ],
    computed: ['plays'],
    finish(row) {
      row.set('plays', 1);
      const numbers = NUMBER.test(String(row.source('user'))) && NUMBER.test(String(row.source('item')));
      return numbers ? undefined : { reason: 'wrong_type', message: 'a user or item is not a number' };
    },
  }),
};

const NUMBER = /^\d+$/;

const user = (from: string): ColumnRule => ({ to: 'user_id', from, kind: 'id', prefix: 'ml:u' });
const item = (from: string): ColumnRule => ({ to: 'track_id', from, kind: 'id', prefix: 'ml:i' });

function movielensPlan(sample: Sample): Plan | undefined {
  const header = headerOf(sample, ',').join(',');
  if (header.startsWith('userid,movieid,rating,timestamp')) return ratings(commas(), 'userId', 'movieId');
  if (header.startsWith('userid,itemid,rating,timestamp')) return ratings(commas(), 'userId', 'itemId');
  if (header.startsWith('movieid,title,genres')) return MOVIES;
  if (header.startsWith('userid,movieid,tag,timestamp')) return TAGS;
  const lines = sample.lines.slice(0, 20);
  if (lines.length > 0 && lines.every(line => /^\d+::\d+::[\d.]+::\d+$/.test(line)))
    return ratings(
      { ...tabs(['user', '', 'item', '', 'rating', '', 'timestamp'].map(named)), delimiter: ':' },
      'user',
      'item',
    );
  if (lines.length > 0 && lines.every(line => /^\d+\t\d+\t[\d.]+\t\d{9,10}$/.test(line)))
    return ratings(tabs(['user', 'item', 'rating', 'timestamp']), 'user', 'item');
  return undefined;
}

const named = (name: string, i: number): string => (name === '' ? `empty_${i}` : name);

const ratings = (format: DelimitedFormat, userField: string, itemField: string): Plan => ({
  relation: 'bronze_fact_listening_events',
  format,
  rules: [user(userField), item(itemField), { to: 'played_at', from: 'timestamp', kind: 'time' }],
  computed: ['context'],
  finish(row) {
    row.set('context', 'rating');
    return undefined;
  },
});

const MOVIES: Plan = {
  relation: 'bronze_dim_songs',
  format: commas(),
  rules: [item('movieId'), { to: 'title', from: 'title', kind: 'text' }, { to: 'genre', from: 'genres', kind: 'text' }],
};

const TAGS: Plan = {
  relation: 'bronze_fact_tag_assignments',
  format: commas(),
  rules: [
    user('userId'),
    item('movieId'),
    { to: 'tag_id', from: 'tag', kind: 'text' },
    { to: 'tagged_on', from: 'timestamp', kind: 'date' },
  ],
};
