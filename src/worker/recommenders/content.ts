import { z } from 'zod';
import { columnCounts, type Csr } from '../matrix/csr.ts';
import { FactorScan } from '../matrix/factor-scan.ts';
import { csrFromArrays, csrToArrays, floats } from './artefact.ts';
import { dampedHistory } from './damped-history.ts';
import type { Dataset, Items, Model, Query, Reason, Recommender } from './recommender.ts';
import { rememberLast } from './remember-last.ts';

const weight = (byDefault: number): z.ZodDefault<z.ZodNumber> => z.number().min(0).default(byDefault);

const params = z.object({
  artist: weight(1).describe('weight of playing the same artist'),
  genre: weight(0.5).describe('weight of the same genre'),
  tags: weight(0.5).describe('weight of tags in common (cosine of TF-IDF)'),
  features: weight(0.5).describe('weight of sounding alike (cosine of audio features)'),
});
type Params = z.infer<typeof params>;

/** Tracks whose artist, genre, tags and sound match what the listener plays. Gives new tracks a chance. */
export const content: Recommender<Params> = {
  name: 'content',
  title: 'Artist, genre, tags and sound',
  version: 1,
  params,
  exact: true,
  needs: [],
  async fit(dataset, options, context) {
    context.cancel.throwIfRequested();
    const { tags, features, featureNames } = dataset.items;
    return modelOf(dataset, options, {
      tags: tags && tfIdf(tags),
      features: features && unitRows(features, featureNames.length),
    });
  },
  load({ arrays, meta }, dataset) {
    return modelOf(dataset, params.parse(meta), {
      tags: 'tags.indptr' in arrays ? csrFromArrays(arrays, 'tags', dataset.items.tagNames.length) : null,
      features: 'features' in arrays ? floats(arrays, 'features') : null,
    });
  },
};

/** Item descriptions as unit rows, so that a weighted mean of them is a taste and a dot product a cosine. */
interface Described {
  tags: Csr | null;
  features: Float32Array | null;
}

function modelOf(dataset: Dataset, options: Params, described: Described): Model {
  const { items } = dataset;
  const { tags, features } = described;
  const width = items.featureNames.length;
  const byArtist = holdersOf(items.artist, items.artistNames.length);
  const byGenre = holdersOf(items.genre, items.genreNames.length);
  let scanner: FactorScan | null = null;
  const scan = (rows: Float32Array): FactorScan => (scanner ??= new FactorScan(rows, width));
  const tasteFor = rememberLast(query => tasteOf(query, dataset, options, described));
  return {
    score(query, scores) {
      const taste = tasteFor(query);
      if (features === null || width === 0) scores.fill(0);
      else scan(features).dots(taste.features, scores);
      addNamed(taste.artist, byArtist, scores);
      addNamed(taste.genre, byGenre, scores);
      if (tags !== null) addTags(taste.tags, tags, scores);
    },
    explain: (query, item) => reasonsFor(item, items, tasteFor(query), described),
    save: () => ({
      arrays: { ...(tags && csrToArrays('tags', tags)), ...(features && { features }) },
      meta: { ...options },
    }),
  };
}

function addTags(taste: Float64Array, { indptr, indices, values }: Csr, scores: Float32Array): void {
  const weights = values ?? new Float32Array(indices.length).fill(1);
  for (let item = 0; item < scores.length; item += 1) {
    const end = indptr[item + 1] ?? 0;
    let sum = 0;
    for (let at = indptr[item] ?? 0; at < end; at += 1) sum += (taste[indices[at] ?? 0] ?? 0) * (weights[at] ?? 0);
    scores[item] = (scores[item] ?? 0) + sum;
  }
}

/** For each artist, or genre, the tracks that have it, one after the other. */
interface Holders {
  starts: Int32Array;
  items: Int32Array;
}

function holdersOf(names: Int32Array, count: number): Holders {
  const starts = new Int32Array(count + 1);
  for (const name of names) if (name >= 0) starts[name + 1] = (starts[name + 1] ?? 0) + 1;
  for (let name = 0; name < count; name += 1) starts[name + 1] = (starts[name + 1] ?? 0) + (starts[name] ?? 0);
  const next = starts.slice();
  const items = new Int32Array(starts[count] ?? 0);
  names.forEach((name, item) => {
    if (name < 0) return;
    const at = next[name] ?? 0;
    items[at] = item;
    next[name] = at + 1;
  });
  return { starts, items };
}

/** Adds what the taste says of each artist, or genre, to its tracks. */
function addNamed(taste: Float64Array, { starts, items }: Holders, scores: Float32Array): void {
  for (let name = 0; name < taste.length; name += 1) {
    const said = taste[name] ?? 0;
    if (said === 0) continue;
    const end = starts[name + 1] ?? 0;
    for (let at = starts[name] ?? 0; at < end; at += 1) {
      const item = items[at] ?? 0;
      scores[item] = (scores[item] ?? 0) + said;
    }
  }
}

/** What a history says about each artist, genre, tag and feature: weighted means, times the part's weight. */
interface Taste {
  artist: Float64Array;
  genre: Float64Array;
  tags: Float64Array;
  features: Float64Array;
}

function tasteOf(query: Query, dataset: Dataset, options: Params, { tags, features }: Described): Taste {
  const { items } = dataset;
  const history = dampedHistory(dataset, query);
  const width = items.featureNames.length;
  const taste: Taste = {
    artist: new Float64Array(items.artistNames.length),
    genre: new Float64Array(items.genreNames.length),
    tags: new Float64Array(items.tagNames.length),
    features: new Float64Array(width),
  };
  const total = history.weights.reduce((sum, w) => sum + w, 0);
  if (total === 0) return taste;
  for (let h = 0; h < history.items.length; h += 1) {
    const item = history.items[h] ?? 0;
    const share = (history.weights[h] ?? 0) / total;
    add(taste.artist, items.artist[item] ?? -1, options.artist * share);
    add(taste.genre, items.genre[item] ?? -1, options.genre * share);
    if (tags !== null)
      for (let at = tags.indptr[item] ?? 0; at < (tags.indptr[item + 1] ?? 0); at += 1)
        add(taste.tags, tags.indices[at] ?? 0, options.tags * share * (tags.values?.[at] ?? 1));
    if (features !== null)
      for (let f = 0; f < width; f += 1)
        add(taste.features, f, options.features * share * (features[item * width + f] ?? 0));
  }
  return taste;
}

function add(to: Float64Array, index: number, amount: number): void {
  if (index >= 0) to[index] = (to[index] ?? 0) + amount;
}

function reasonsFor(item: number, items: Items, taste: Taste, { tags, features }: Described): Reason[] {
  const reasons: Reason[] = [];
  const give = (contribution: number, because: Reason['because']): void => {
    if (contribution !== 0) reasons.push({ part: content.name, contribution, because });
  };
  const artist = items.artist[item] ?? -1;
  const genre = items.genre[item] ?? -1;
  give(taste.artist[artist] ?? 0, { kind: 'artist', artist });
  give(taste.genre[genre] ?? 0, { kind: 'genre', genre });
  if (tags !== null)
    for (let at = tags.indptr[item] ?? 0; at < (tags.indptr[item + 1] ?? 0); at += 1) {
      const tag = tags.indices[at] ?? 0;
      give((taste.tags[tag] ?? 0) * (tags.values?.[at] ?? 1), { kind: 'tag', tag });
    }
  if (features !== null) {
    const width = items.featureNames.length;
    for (let feature = 0; feature < width; feature += 1)
      give((taste.features[feature] ?? 0) * (features[item * width + feature] ?? 0), { kind: 'feature', feature });
  }
  return reasons.sort((a, b) => b.contribution - a.contribution);
}

/** Rows of ln(1 + count) · ln(items / items with the tag), scaled to length 1. */
function tfIdf(tags: Csr): Csr {
  const carriers = columnCounts(tags);
  const values = Float32Array.from(tags.indices, (tag, at) => {
    const idf = Math.log(tags.rows / (carriers[tag] ?? 1));
    return Math.log1p(tags.values?.[at] ?? 1) * idf;
  });
  for (let row = 0; row < tags.rows; row += 1) scaleToUnit(values.subarray(tags.indptr[row], tags.indptr[row + 1]));
  return { ...tags, values };
}

/** A copy with each row scaled to length 1; unknown features count as average, which is 0. */
function unitRows(features: Float32Array, width: number): Float32Array {
  const rows = features.map(value => (Number.isNaN(value) ? 0 : value));
  for (let at = 0; at < rows.length; at += width) scaleToUnit(rows.subarray(at, at + width));
  return rows;
}

function scaleToUnit(row: Float32Array): void {
  let squares = 0;
  for (const value of row) squares += value * value;
  if (squares === 0) return;
  const factor = 1 / Math.sqrt(squares);
  for (let i = 0; i < row.length; i += 1) row[i] = (row[i] ?? 0) * factor;
}
