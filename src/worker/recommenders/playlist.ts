import { z } from 'zod';
import { rowOf, transpose, type Csr } from '../matrix/csr.ts';
import { rowNeighbours } from '../matrix/neighbours.ts';
import { csrFromArrays, csrToArrays } from './artefact.ts';
import { neighbourModel } from './neighbour-model.ts';
import { missing, type Dataset, type Model, type Recommender } from './recommender.ts';

const params = z.object({
  neighbours: z.int().min(1).max(1000).default(100).describe('neighbours kept for each track'),
  shrink: z.number().min(0).default(5).describe('pulls similarities with little support towards 0'),
  maxLength: z.int().min(2).default(500).describe('longer playlists say little and are left out'),
});

/** Tracks that stand in the same playlists as what the listener plays. */
export const playlist: Recommender<z.infer<typeof params>> = {
  name: 'playlist',
  title: 'Playlist co-occurrence',
  version: 1,
  params,
  exact: true,
  needs: ['playlists'],
  async fit(dataset, options, context) {
    if (dataset.playlists === null) throw missing('playlist', 'playlists');
    const byTrack = transpose(withoutLong(dataset.playlists, options.maxLength));
    const similar = await rowNeighbours(byTrack, {
      k: options.neighbours,
      cosine: true,
      shrink: options.shrink,
      threads: context.threads,
      cancel: context.cancel,
      onRows: done =>
        context.progress({ stage: 'finding tracks that share playlists', done, total: byTrack.rows, unit: 'rows' }),
    });
    return modelOf(similar, dataset.playlists, dataset);
  },
  load(artefact, dataset) {
    if (dataset.playlists === null) throw missing('playlist', 'playlists');
    return modelOf(csrFromArrays(artefact.arrays, 'similar', dataset.items.ids.length), dataset.playlists, dataset);
  },
};

/** The same playlists, emptied where they have more than `maxLength` tracks. */
function withoutLong(playlists: Csr, maxLength: number): Csr {
  const indptr = new Int32Array(playlists.rows + 1);
  const indices = new Int32Array(playlists.indices.length);
  let stored = 0;
  for (let row = 0; row < playlists.rows; row += 1) {
    const tracks = rowOf(playlists, row).indices;
    if (tracks.length <= maxLength) {
      indices.set(tracks, stored);
      stored += tracks.length;
    }
    indptr[row + 1] = stored;
  }
  return { ...playlists, indptr, indices: indices.subarray(0, stored), values: null };
}

function modelOf(similar: Csr, playlists: Csr, dataset: Dataset): Model {
  let playlistsOf: Csr | undefined;
  return {
    ...neighbourModel(similar, dataset, {
      part: playlist.name,
      because(from, to) {
        playlistsOf ??= transpose(playlists);
        return { kind: 'playlists', item: from, playlists: sharedCount(playlistsOf, from, to) };
      },
    }),
    save: () => ({ arrays: csrToArrays('similar', similar), meta: {} }),
  };
}

/** How many columns two rows have in common. */
function sharedCount(matrix: Csr, a: number, b: number): number {
  let i = matrix.indptr[a] ?? 0;
  let j = matrix.indptr[b] ?? 0;
  const endA = matrix.indptr[a + 1] ?? 0;
  const endB = matrix.indptr[b + 1] ?? 0;
  let shared = 0;
  while (i < endA && j < endB) {
    const left = matrix.indices[i] ?? 0;
    const right = matrix.indices[j] ?? 0;
    if (left === right) shared += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return shared;
}
