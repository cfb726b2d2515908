import { TracklakeError, unknownName } from '../../shared/errors.ts';
import type { Importer, Sample } from './importer.ts';
import { appleMusic } from './apple-music.ts';
import { classicRock } from './classic-rock.ts';
import { genericCsv, genericJsonLines } from './generic.ts';
import { hetrec } from './hetrec.ts';
import { lightgcn, movielens } from './interactions.ts';
import { lastfmApi } from './lastfm-api.ts';
import { lastfm1k } from './lastfm-1k.ts';
import { lastfmExport, lastfmToCsv } from './lastfm-csv.ts';
import { listenbrainz, listenbrainzFeedback } from './listenbrainz.ts';
import { maloja } from './maloja.ts';
import type { Mapping } from './mapping.ts';
import { musicbrainz } from './musicbrainz.ts';
import { pano } from './pano.ts';
import { scrobblerLog } from './scrobbler-log.ts';
import { spotifyAccount, spotifyExtended } from './spotify.ts';
import { spotifyApiPlays, spotifyApiSaved, spotifyApiTracks } from './spotify-api.ts';
import { spotifyTracks } from './spotify-tracks.ts';
import { arrow, parquet, sqlite, xlsx } from './tables.ts';
import { tracklake } from './tracklake.ts';
import { youtubeMusic } from './youtube-music.ts';

/** Every source that can be read. */
export const importers: readonly Importer[] = [
  tracklake,
  spotifyExtended,
  spotifyAccount,
  spotifyTracks,
  spotifyApiPlays,
  spotifyApiSaved,
  spotifyApiTracks,
  lastfmToCsv,
  lastfmExport,
  lastfmApi,
  lastfm1k,
  listenbrainz,
  listenbrainzFeedback,
  musicbrainz,
  scrobblerLog,
  maloja,
  pano,
  appleMusic,
  youtubeMusic,
  hetrec,
  classicRock,
  movielens,
  lightgcn,
  genericCsv,
  genericJsonLines,
  parquet,
  arrow,
  sqlite,
  xlsx,
];

export function importerNamed(name: string): Importer {
  const found = importers.find(importer => importer.name === name);
  if (found === undefined)
    throw unknownName(
      'importer',
      name,
      importers.map(importer => importer.name),
    );
  return found;
}

/** The importer that is surest of a file, with how sure, or undefined when none knows it. */
export function detectImporter(sample: Sample): { importer: Importer; confidence: number } | undefined {
  const ranked = importers
    .map(importer => ({ importer, confidence: importer.detect(sample) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  return ranked[0];
}

/** From this confidence on, a file among others is taken for what it seems; below, it has to be asked for. */
export const SURE_ENOUGH = 0.6;

export interface Choice {
  source?: string | undefined;
  mapping?: Mapping | undefined;
  /** A mere guess is not enough. */
  sure?: boolean | undefined;
}

/** The importer to use: the one asked for; a generic one where a mapping is given; else the one detected. Throws `unsupported`. */
export function chooseImporter(sample: Sample, { source, mapping, sure = false }: Choice): Importer {
  if (source !== undefined) return importerNamed(source);
  if (mapping !== undefined && sample.table !== undefined) return importerNamed(sample.table.kind);
  if (mapping !== undefined) return sample.text.trimStart().startsWith('{') ? genericJsonLines : genericCsv;
  const detected = detectImporter(sample);
  if (detected !== undefined && (!sure || detected.confidence >= SURE_ENOUGH)) return detected.importer;
  throw new TracklakeError('unsupported', `no importer knows this kind of file${oddity(sample)}`, {
    hint: `name one, or give a mapping (${importers.map(importer => importer.name).join(', ')})`,
  });
}

/** What is odd about a file that nobody knows, where its beginning shows it. */
function oddity({ text, lines, table }: Sample): string {
  if (table !== undefined) return '';
  if (text.trim() === '') return ': it holds no text';
  const kilobytes = Math.floor(Buffer.byteLength(text) / 1024);
  return lines.length === 1 && kilobytes >= 32 ? `: its first ${kilobytes} kB are one line` : '';
}
