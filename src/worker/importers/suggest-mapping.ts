import { bronzeRelations, type BronzeRelation } from '../lakehouse/bronze.ts';
import type { MappedColumn, Mapping } from './mapping.ts';

/** A mapping guessed from field names; `complete` when nothing that the relation needs is missing. */
export interface Suggestion {
  mapping: Mapping;
  complete: boolean;
  /** How many fields found a column. */
  matched: number;
}

/**
 * Guesses which relation a source's fields belong to, and which field is which column, by the names that people give
 * them. Undefined where no field is recognised.
 */
export function suggestMapping(fields: readonly string[]): Suggestion | undefined {
  const ranked = CANDIDATES.map(name => suggestFor(name, fields))
    .filter(suggestion => suggestion !== undefined)
    .sort((a, b) => Number(b.complete) - Number(a.complete) || b.matched - a.matched);
  return ranked[0];
}

/** The guess for one relation. */
export function suggestFor(relationName: string, fields: readonly string[]): Suggestion | undefined {
  const relation = bronzeRelations().find(r => r.name === relationName);
  if (relation === undefined) return undefined;
  const columns: Record<string, MappedColumn> = {};
  const taken = new Set<string>();
  for (const column of relation.columns) {
    const field = fieldFor(column.name, fields, taken);
    if (field === undefined) continue;
    taken.add(field);
    columns[column.name] = field;
  }
  const matched = taken.size;
  if (matched === 0) return undefined;
  return {
    mapping: { relation: relation.name, columns },
    complete: matched >= 2 && isComplete(relation, columns),
    matched,
  };
}

/** A track without an id is known by its title, so a title will do where an id is asked for. */
function isComplete(relation: BronzeRelation, columns: Record<string, MappedColumn>): boolean {
  const named = 'track_title' in columns || (relation.name === 'bronze_dim_songs' && 'title' in columns);
  return relation.columns.every(
    column => !column.notNull || column.name in columns || (column.name === 'track_id' && named),
  );
}

function fieldFor(column: string, fields: readonly string[], taken: ReadonlySet<string>): string | undefined {
  const names = [plain(column), ...(SYNONYMS[column] ?? [])];
  for (const name of names) {
    const field = fields.find(f => !taken.has(f) && (plain(f) === name || plain(f.split('.').pop() ?? '') === name));
    if (field !== undefined) return field;
  }
  return undefined;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** In order of preference when two fit equally well. */
const CANDIDATES = [
  'bronze_fact_listening_events',
  'bronze_fact_listening_counts',
  'bronze_dim_songs',
  'bronze_graph_user_follows',
  'bronze_bridge_playlist_tracks',
  'bronze_dim_playlists',
  'bronze_feedback_events',
  'bronze_dim_users',
];

/** Other names for a column, without case and punctuation, the likeliest first. */
const SYNONYMS: Record<string, readonly string[]> = {
  user_id: ['userid', 'user', 'username', 'listener', 'listenerid', 'account', 'accountid', 'member', 'uid'],
  track_id: [
    'trackid',
    'songid',
    'itemid',
    'recordingid',
    'trackuri',
    'spotifytrackuri',
    'spotifyid',
    'uri',
    'movieid',
    'tid',
    'id',
  ],
  played_at: [
    'playedat',
    'listenedat',
    'timestamp',
    'ts',
    'time',
    'datetime',
    'date',
    'endtime',
    'starttime',
    'utctime',
    'uts',
    'playedon',
  ],
  ms_played: ['msplayed', 'playdurationms', 'playedms', 'listenedms', 'msplay'],
  track_title: ['tracktitle', 'trackname', 'songname', 'songtitle', 'title', 'song', 'track', 'recordingname'],
  title: ['tracktitle', 'trackname', 'songname', 'songtitle', 'name', 'song', 'track', 'recordingname'],
  artist_name: ['artistname', 'artist', 'artists', 'artname', 'band', 'performer', 'albumartist'],
  album_name: ['albumname', 'album', 'release', 'releasename', 'albumtitle'],
  artist_id: ['artistid', 'artid'],
  track_mbid: ['trackmbid', 'recordingmbid', 'mbid'],
  isrc: ['isrccode'],
  plays: ['plays', 'playcount', 'count', 'listens', 'scrobbles', 'weight', 'interactions'],
  genre: ['trackgenre', 'genres', 'style'],
  released_on: ['releasedate', 'releaseyear', 'year', 'released'],
  duration_ms: ['durationms', 'lengthms', 'trackdurationms'],
  context: ['source', 'platform', 'origin'],
  skipped: ['skip', 'isskipped', 'wasskipped'],
  event_id: ['eventid', 'uniqueid', 'playid', 'listenid'],
  playlist_id: ['playlistid', 'playlist', 'pid'],
  follower_id: ['followerid', 'follower', 'userid', 'user', 'source', 'from'],
  followee_id: ['followeeid', 'followee', 'friendid', 'friend', 'followedid', 'following', 'target', 'to'],
  followed_at: ['followedat', 'since'],
  position: ['pos', 'rank', 'order', 'index', 'tracknumber'],
  added_at: ['addedat', 'dateadded', 'added'],
  name: ['playlistname', 'username', 'displayname', 'fullname'],
  created_at: ['createdat', 'created'],
  country: ['countrycode', 'region'],
  birth_year: ['birthyear', 'yearofbirth'],
  signed_up_at: ['signedupat', 'signup', 'signupdate', 'registered', 'registeredat', 'joinedat'],
  plan: ['subscription', 'tier', 'product'],
  feedback: ['verdict', 'rating', 'score', 'love', 'reaction'],
  given_at: ['givenat', 'timestamp', 'ts', 'time', 'createdat', 'created', 'date'],
  explicit: ['isexplicit'],
};
