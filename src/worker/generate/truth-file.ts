import { BOOST_CAP, CHARTS, CHARTS_SHARE, MOST_OFFERS, TASTE } from './choice.ts';
import { GENRES } from './genres.ts';
import { USER_SCENES } from './listeners.ts';
import { PLAYLIST_SHARE, RADIO_SHARE } from './listening.ts';
import { USER_PLAYLISTS } from './playlists.ts';
import { MOODS } from './scenes.ts';
import { FACTORS } from './vectors.ts';
import { GENERATOR_VERSION, type World } from './world.ts';

const MODEL = [
  'Vectors are rows of 16 signed bytes; affinity(user, song) is their dot product divided by 127 squared.',
  'A session goes to the library with the probability library_share/256, else to playlists, radio or search.',
  'Radio takes a scene of the listener (shares are cumulative, of 65,536, raised while its genre is in the news), then a song',
  'of the scene by its popularity of the day, accepted with min(1, e^(taste.beta (affinity - taste.enough))); after most_offers refusals the next stays.',
  'Search takes, with charts_share, a song by popularity over all scenes accepted with min(1, e^(charts.beta (affinity - charts.enough))), else a',
  'favourite of someone followed. Playlists are those in playlists_of_user. The library holds 24 songs that were played out and kept.',
].join(' ');

/** What truth.json holds: the latent world behind the files, for judging recommenders. Ids are positions + 1. */
export function describeTruth(world: World): Record<string, unknown> {
  const { scenes, catalogue, listeners, playlists, trends, calendar } = world;
  return {
    synthetic: true,
    note: 'Everything here and every score that is computed from it is synthetic: it describes the generator, not people.',
    generator_version: GENERATOR_VERSION,
    options: world.options,
    model: MODEL,
    constants: {
      factors: FACTORS,
      user_scenes: USER_SCENES,
      user_playlists: USER_PLAYLISTS,
      taste: TASTE,
      charts: CHARTS,
      charts_share: CHARTS_SHARE,
      most_offers: MOST_OFFERS,
      boost_cap: BOOST_CAP,
      playlist_share: PLAYLIST_SHARE,
      radio_share: RADIO_SHARE,
    },
    scenes: Array.from({ length: scenes.count }, (_, s) => ({
      genre: GENRES[scenes.genre[s] ?? 0]?.name,
      mood: MOODS[scenes.mood[s] ?? 0],
    })),
    sleeper_hits: trends.sleepers.map(({ song, day, boost }) => ({
      track_id: song + 1,
      starts_on: calendar.date(day),
      boost,
    })),
    genre_events: trends.genreEvents.map(({ genre, day, days, boost }) => ({
      genre: GENRES[genre]?.name,
      starts_on: calendar.date(day),
      days,
      boost: Math.round(boost * 1000) / 1000,
    })),
    arrays: {
      encoding: 'base64 of little-endian numbers, row after row',
      scene_vectors_int8: base64(scenes.vectors),
      user_vectors_int8: base64(listeners.vectors),
      user_scenes_int32: base64(listeners.scenes),
      user_scene_shares_int32: base64(listeners.sceneShare),
      user_library_share_uint8: base64(listeners.libraryShare),
      playlists_of_user_int32: base64(playlists.ofUser),
      song_vectors_int8: base64(catalogue.vectors),
      song_scene_int32: base64(catalogue.songScene),
      song_popularity_float32: base64(Float32Array.from(catalogue.weight)),
    },
  };
}

const base64 = (array: Int8Array | Uint8Array | Int32Array | Float32Array): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
