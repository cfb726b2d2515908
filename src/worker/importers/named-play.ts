import type { Draft, Problem } from './importer.ts';
import { namedTrackId } from './named-track.ts';

/** Finishes plays of sources that know a listener's tracks by artist and title alone. */
export const namedPlay =
  (user: string) =>
  (row: Draft): Problem | undefined => {
    row.set('user_id', user);
    const artist = row.get('artist_name');
    const title = row.get('track_title');
    if (title !== null) row.set('track_id', namedTrackId(artist === null ? null : String(artist), String(title)));
    return undefined;
  };
