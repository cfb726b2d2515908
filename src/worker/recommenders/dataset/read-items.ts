import type { Lakehouse } from '../../lakehouse/open.ts';
import { csrFromPairs, type Csr } from '../../matrix/csr.ts';
import type { Id, Items } from '../recommender.ts';
import { denseIds, type DenseIds } from './dense-ids.ts';
import { Growing } from './growing.ts';
import { scan, type Value } from './scan.ts';

const FEATURES = ['tempo', 'danceability', 'energy', 'valence', 'acousticness', 'instrumentalness', 'loudness'];

/**
 * The catalogue as it stood before `before`: tracks released later are not in it, nor ids that stand for a recording under
 * another one. Ascending by id, numbers first.
 */
export function readItems(lake: Lakehouse, before: string | null): { items: Items; index: DenseIds } {
  const ids: Id[] = [];
  const titles: string[] = [];
  const artists = new Codes();
  const genres = new Codes();
  const explicit: number[] = [];
  const durationMs = new Growing(Int32Array);
  const releasedOn = new Growing(Float32Array);
  const features = new Growing(Float32Array);
  scan(
    lake.db,
    [
      'track_id',
      'title',
      'artist_name',
      'genre',
      'explicit',
      'julianday(released_on) - 2440587.5',
      'duration_ms',
      ...FEATURES,
    ],
    `(select * from silver_dim_songs where track_id not in (select track_id from silver_track_identity)
      ${before === null ? '' : 'and (released_on is null or released_on < ?)'} order by track_id)`,
    before === null ? [] : [before],
    (trackId, title, artist, genre, isExplicit, released, duration, ...sound) => {
      ids.push(trackId ?? '');
      titles.push(String(title ?? ''));
      artists.push(artist ?? null);
      genres.push(genre ?? null);
      explicit.push(isExplicit === 1 ? 1 : 0);
      durationMs.push(Number(duration ?? 0));
      releasedOn.push(released == null ? NaN : Number(released));
      for (const value of sound) features.push(value === null ? NaN : Number(value));
    },
  );
  const index = denseIds(ids);
  const tags = readTags(lake, index, before);
  const items: Items = {
    ids,
    titles,
    artist: Int32Array.from(artists.codes),
    artistNames: artists.names,
    genre: Int32Array.from(genres.codes),
    genreNames: genres.names,
    ...standardised(features.taken()),
    releasedOn: releasedOn.taken(),
    durationMs: durationMs.taken(),
    explicit: Uint8Array.from(explicit),
    tags: tags.matrix,
    tagNames: tags.names,
  };
  return { items, index };
}

/** Names as small numbers in the order of their first use; null is -1. */
class Codes {
  readonly names: string[] = [];
  readonly codes: number[] = [];
  private readonly known = new Map<Value, number>();

  push(name: Value): void {
    this.codes.push(this.codeOf(name));
  }

  codeOf(name: Value): number {
    if (name === null) return -1;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, this.names.length);
    this.names.push(String(name));
    return this.names.length - 1;
  }
}

/** Each feature to mean 0 and variance 1 over the tracks that have it; a feature that never varies is left out. */
function standardised(rows: Float32Array): Pick<Items, 'features' | 'featureNames'> {
  const width = FEATURES.length;
  const scales = FEATURES.map((_, feature) => spread(rows, feature, width));
  const kept = FEATURES.flatMap((_, feature) => ((scales[feature]?.deviation ?? 0) > 0 ? [feature] : []));
  if (kept.length === 0) return { features: null, featureNames: [] };
  const features = new Float32Array((rows.length / width) * kept.length);
  for (let at = 0; at < features.length; at += 1) {
    const feature = kept[at % kept.length] ?? 0;
    const { mean, deviation } = scales[feature] ?? { mean: 0, deviation: 1 };
    features[at] = ((rows[Math.floor(at / kept.length) * width + feature] ?? NaN) - mean) / deviation;
  }
  return { features, featureNames: kept.map(feature => FEATURES[feature] ?? '') };
}

function spread(rows: Float32Array, feature: number, width: number): { mean: number; deviation: number } {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let at = feature; at < rows.length; at += width) {
    const value = rows[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    squares += value * value;
  }
  if (count === 0) return { mean: 0, deviation: 0 };
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  return { mean, deviation: variance > 1e-9 ? Math.sqrt(variance) : 0 };
}

function readTags(lake: Lakehouse, index: DenseIds, before: string | null): { matrix: Csr | null; names: string[] } {
  const tags = new Codes();
  const row = new Growing(Int32Array);
  const value = new Growing(Float32Array);
  const columns: number[] = [];
  scan(
    lake.db,
    ['track_id', 'tag', 'users'],
    before === null ? '(select * from silver_track_tags order by track_id, tag)' : `(${TAGS_BEFORE})`,
    before === null ? [] : [before],
    (trackId, tag, users) => {
      const item = index.indexOf(trackId ?? '');
      if (item < 0) return;
      row.push(item);
      columns.push(tags.codeOf(tag ?? null));
      value.push(Number(users));
    },
  );
  if (row.length === 0) return { matrix: null, names: [] };
  const matrix = csrFromPairs({
    rows: index.ids.length,
    columns: tags.names.length,
    row: row.taken(),
    column: columns,
    value: value.taken(),
  });
  return { matrix, names: tags.names };
}

/** silver_track_tags as it would be, had the tags given later not been given. */
const TAGS_BEFORE = `
  with names as (select tag_id, max(tag) as tag from bronze_dim_tags group by tag_id)
  select a.track_id, lower(trim(coalesce(n.tag, a.tag_id))) as tag, count(distinct coalesce(a.user_id, -1)) as users
  from bronze_fact_tag_assignments as a
  left join names as n on n.tag_id = a.tag_id
  where trim(coalesce(n.tag, a.tag_id)) <> '' and (a.tagged_on is null or a.tagged_on < ?)
  group by 1, 2
  order by 1, 2`;
