import { TracklakeError } from '../../shared/errors.ts';
import { daysInMonth } from './cells/parse-time.ts';
import { tabs } from './delimited-plan.ts';
import type { Draft, Importer, Plan, Problem, Sample } from './importer.ts';
import { headerOf } from './sample.ts';

/**
 * The HetRec 2011 Last.fm-2K data set: plays are counted for each artist, so artists stand where tracks do.
 * Ids are `hetrec:u2`, `hetrec:a51`, `hetrec:t13`.
 */
export const hetrec: Importer = {
  name: 'hetrec',
  title: 'HetRec 2011 Last.fm-2K (user_artists.dat, artists.dat, …)',
  version: 1,
  detect: sample => (planOf(sample) === undefined ? 0 : 0.95),
  plan(sample) {
    const plan = planOf(sample);
    if (plan === undefined)
      throw new TracklakeError('bad_input', 'the header is not one of a HetRec 2011 file', {
        value: sample.lines[0]?.slice(0, 200),
      });
    return plan;
  },
};

const user = { kind: 'id', prefix: 'hetrec:u' } as const;
const artist = { kind: 'id', prefix: 'hetrec:a' } as const;
const tag = { kind: 'id', prefix: 'hetrec:t' } as const;

/** By the columns that tell them, in lower case. */
const PLANS: Record<string, Plan> = {
  'userid artistid weight': {
    relation: 'bronze_fact_listening_counts',
    format: tabs('header'),
    rules: [
      { to: 'user_id', from: 'userID', ...user },
      { to: 'track_id', from: 'artistID', ...artist },
      { to: 'plays', from: 'weight', kind: 'integer' },
    ],
  },
  'id name url pictureurl': {
    relation: 'bronze_dim_songs',
    format: tabs('header'),
    rules: [
      { to: 'track_id', from: 'id', ...artist },
      { to: 'title', from: 'name', kind: 'text' },
      { to: 'artist_id', from: 'id', ...artist },
      { to: 'artist_name', from: 'name', kind: 'text' },
    ],
  },
  'userid friendid': {
    relation: 'bronze_graph_user_follows',
    format: tabs('header'),
    rules: [
      { to: 'follower_id', from: 'userID', ...user },
      { to: 'followee_id', from: 'friendID', ...user },
    ],
  },
  'tagid tagvalue': {
    relation: 'bronze_dim_tags',
    format: tabs('header', 'latin-1'),
    rules: [
      { to: 'tag_id', from: 'tagID', ...tag },
      { to: 'tag', from: 'tagValue', kind: 'text' },
    ],
  },
  'userid artistid tagid day month year': {
    relation: 'bronze_fact_tag_assignments',
    format: tabs('header'),
    rules: [
      { to: 'user_id', from: 'userID', ...user },
      { to: 'track_id', from: 'artistID', ...artist },
      { to: 'tag_id', from: 'tagID', ...tag },
    ],
    computed: ['tagged_on'],
    ignore: ['day', 'month', 'year'],
    finish: tagDate,
  },
};

/** The plan whose columns are all there; the one with the most of them. */
function planOf(sample: Sample): Plan | undefined {
  const header = headerOf(sample, '\t');
  return Object.entries(PLANS)
    .map(([names, plan]) => ({ names: names.split(' '), plan }))
    .filter(({ names }) => names.every(name => header.includes(name)))
    .sort((a, b) => b.names.length - a.names.length)[0]?.plan;
}

/** Last.fm opened its tags in 2005; the data set was taken in 2011. */
const FIRST_YEAR = 2005;
const LAST_YEAR = 2011;

function tagDate(row: Draft): Problem | undefined {
  const [day, month, year] = [row.source('day'), row.source('month'), row.source('year')];
  const [d, m, y] = [Number(day), Number(month), Number(year)];
  const exists = Number.isInteger(y) && m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(y, m);
  const shown = `${String(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (!exists) return { reason: 'wrong_type', column: 'tagged_on', message: `tagged_on is not a date: "${shown}"` };
  if (y < FIRST_YEAR || y > LAST_YEAR)
    return {
      reason: 'impossible_date',
      column: 'tagged_on',
      message: `tagged_on can't be ${shown}: the tags are of 2005 to 2011`,
    };
  row.set('tagged_on', shown);
  return undefined;
}
