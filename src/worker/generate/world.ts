import { calendar, type Calendar } from './calendar.ts';
import { makeCatalogue, type Catalogue } from './catalogue.ts';
import { makeFollows, type Follows } from './follows.ts';
import { makeListeners, type Listeners } from './listeners.ts';
import type { WorldOptions } from './options.ts';
import { makePlaylists, type Playlists } from './playlists.ts';
import { makeScenes, type Scenes } from './scenes.ts';
import { makeTrends, type Trends } from './trends.ts';

/** Grows when the same options would give other bytes; a folder of another version can't be continued. */
export const GENERATOR_VERSION = 1;

/** Everything of a generated world but the plays; a function of its options alone. */
export interface World {
  readonly options: WorldOptions;
  readonly calendar: Calendar;
  readonly scenes: Scenes;
  readonly catalogue: Catalogue;
  readonly trends: Trends;
  readonly listeners: Listeners;
  readonly follows: Follows;
  readonly playlists: Playlists;
}

export function makeWorld(options: WorldOptions): World {
  const days = calendar(options.year);
  const scenes = makeScenes(options);
  const catalogue = makeCatalogue(options, scenes, days);
  const trends = makeTrends(options, catalogue, days.days);
  const listeners = makeListeners(options, scenes, days.days);
  const follows = makeFollows(options, listeners, days.days);
  const playlists = makePlaylists(options, { scenes, catalogue, trends, listeners, follows }, days.days);
  return { options, calendar: days, scenes, catalogue, trends, listeners, follows, playlists };
}
