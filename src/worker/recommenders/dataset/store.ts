import type { Csr } from '../../matrix/csr.ts';
import { bytes, csrFromArrays, csrToArrays, floats, integers } from '../artefact.ts';
import type { Artefact, Dataset, Id } from '../recommender.ts';

/** A dataset as arrays, so that a stored model brings along what it learned from; the events stay behind. */
export function datasetToArtefact(dataset: Dataset): Artefact {
  const { plays, lastPlayed, skips, follows, playlists, items } = dataset;
  const { ids, titles, artistNames, genreNames, tagNames, featureNames } = items;
  return {
    arrays: {
      ...csrToArrays('plays', plays),
      ...(lastPlayed && { lastPlayed }),
      ...(skips && csrToArrays('skips', skips)),
      ...(follows && csrToArrays('follows', follows)),
      ...(playlists && csrToArrays('playlists', playlists)),
      ...(items.tags && csrToArrays('tags', items.tags)),
      ...(items.features && { features: items.features }),
      ...(items.releasedOn && { releasedOn: items.releasedOn }),
      ...(items.explicit && { explicit: items.explicit }),
      artist: items.artist,
      genre: items.genre,
      words: new TextEncoder().encode(
        JSON.stringify({ userIds: dataset.userIds, ids, titles, artistNames, genreNames, tagNames, featureNames }),
      ),
    },
    meta: { asOf: dataset.asOf, snapshotId: dataset.snapshotId },
  };
}

interface Words {
  userIds: Id[];
  ids: Id[];
  titles: string[];
  artistNames: string[];
  genreNames: string[];
  tagNames: string[];
  featureNames: string[];
}

export function datasetFromArtefact({ arrays, meta }: Artefact): Dataset {
  // a copy, because a decoder refuses shared memory
  const words = JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes(arrays, 'words')))) as Words;
  const users = words.userIds.length;
  const tracks = words.ids.length;
  const matrix = (name: string, columns: number): Csr | null =>
    `${name}.indptr` in arrays ? csrFromArrays(arrays, name, columns) : null;
  return {
    plays: csrFromArrays(arrays, 'plays', tracks),
    lastPlayed: 'lastPlayed' in arrays ? floats(arrays, 'lastPlayed') : null,
    userIds: words.userIds,
    skips: matrix('skips', tracks),
    items: {
      ids: words.ids,
      titles: words.titles,
      artist: integers(arrays, 'artist'),
      artistNames: words.artistNames,
      genre: integers(arrays, 'genre'),
      genreNames: words.genreNames,
      features: 'features' in arrays ? floats(arrays, 'features') : null,
      featureNames: words.featureNames,
      releasedOn: 'releasedOn' in arrays ? floats(arrays, 'releasedOn') : null,
      ...('explicit' in arrays && { explicit: bytes(arrays, 'explicit') }),
      tags: matrix('tags', words.tagNames.length),
      tagNames: words.tagNames,
    },
    events: null,
    follows: matrix('follows', users),
    playlists: matrix('playlists', tracks),
    asOf: Number(meta['asOf']),
    snapshotId: Number(meta['snapshotId']),
  };
}
