import { commas } from './delimited-plan.ts';
import type { Importer } from './importer.ts';
import { headerOf } from './sample.ts';

/**
 * The Kaggle-style table of Spotify tracks with audio features. Ids get Spotify's own form, `spotify:track:…`, as in
 * listening histories. A track in two genres has two rows. Popularity, key, mode, liveness, … are kept in `extra`.
 */
export const spotifyTracks: Importer = {
  name: 'spotify-tracks',
  title: 'Spotify tracks with audio features (Kaggle CSV)',
  version: 1,
  detect: sample => (TELLING.every(name => headerOf(sample, ',').includes(name)) ? 0.95 : 0),
  plan: () => ({
    relation: 'bronze_dim_songs',
    format: commas(),
    rules: [
      { to: 'track_id', from: 'track_id', kind: 'id', prefix: 'spotify:track:' },
      { to: 'title', from: 'track_name', kind: 'text' },
      { to: 'artist_name', from: 'artists', kind: 'text' },
      { to: 'album_name', from: 'album_name', kind: 'text' },
      { to: 'genre', from: 'track_genre', kind: 'text' },
      { to: 'duration_ms', from: 'duration_ms', kind: 'integer' },
      { to: 'explicit', from: 'explicit', kind: 'flag' },
      ...FEATURES.map(name => ({ to: name, from: name, kind: 'real' as const })),
    ],
    ignore: ['column_1', 'Unnamed: 0'],
  }),
};

const FEATURES = ['tempo', 'danceability', 'energy', 'valence', 'acousticness', 'instrumentalness', 'loudness'];
const TELLING = ['track_id', 'artists', 'track_name', 'danceability', 'energy'];
