import { z } from 'zod';
import { transpose, type Csr } from '../matrix/csr.ts';
import { topKOf } from '../matrix/top-k.ts';
import { csrFromArrays, csrToArrays } from './artefact.ts';
import { Growing } from './dataset/growing.ts';
import { neighbourModel } from './neighbour-model.ts';
import { missing, type Dataset, type FitContext, type Model, type Recommender } from './recommender.ts';
import { splitSessions, type Sessions } from './sessions.ts';

const params = z.object({
  gapSeconds: z.number().positive().default(300).describe('a longer pause ends a session'),
  skipSeconds: z.number().min(0).default(30).describe('a play cut short by more than this was skipped'),
  contribution: z.int().min(1).default(3).describe('sessions of one listener that count for a pair at most'),
  threshold: z.number().min(0).default(2).describe('pairs with a score up to this are chance'),
  neighbours: z.int().min(1).max(1000).default(100).describe('neighbours kept for each track'),
  sameArtist: z.boolean().default(false).describe('keep pairs that share an artist'),
  normalise: z
    .enum(['none', 'cosine'])
    .default('cosine')
    .describe('none: by the pair’s score, as ListenBrainz; cosine: relative to how often each track is heard'),
});
type Params = z.infer<typeof params>;

/** Tracks that are heard in the same sittings, as ListenBrainz finds similar recordings. */
export const sessionCoOccurrence: Recommender<Params> = {
  name: 'sessions',
  title: 'Heard in one sitting',
  version: 1,
  params,
  exact: true,
  needs: ['events'],
  async fit(dataset, options, context) {
    if (dataset.events === null) throw missing('sessions', 'events');
    context.cancel.throwIfRequested();
    return modelOf(similarTracks(splitSessions(dataset, dataset.events, options), dataset, options, context), dataset);
  },
  load: ({ arrays }, dataset) => modelOf(csrFromArrays(arrays, 'similar', dataset.items.ids.length), dataset),
};

const modelOf = (similar: Csr, dataset: Dataset): Model => ({
  ...neighbourModel(similar, dataset, { part: sessionCoOccurrence.name }),
  save: () => ({ arrays: csrToArrays('similar', similar), meta: {} }),
});

/** Score of a pair: over listeners, their sessions with both tracks, each listener's count capped. */
function similarTracks(
  sessions: Sessions,
  dataset: Dataset,
  options: Params,
  context: Pick<FitContext, 'progress' | 'cancel'>,
): Csr {
  const size = dataset.items.ids.length;
  const sessionsOf = transpose(sessions.tracks);
  const counter = new PairCounter(sessions, sessionsOf, options.contribution, size);
  const indptr = new Int32Array(size + 1);
  const indices = new Growing(Int32Array);
  const values = new Growing(Float32Array);
  const heard = Float32Array.from({ length: size }, (_, item) => counter.cappedSessions(item));
  for (let item = 0; item < size; item += 1) {
    if (item % 256 === 0) {
      context.cancel.throwIfRequested();
      context.progress({ stage: 'finding tracks of one sitting', done: item, total: size, unit: 'rows' });
    }
    const companions = counter.count(item).filter(other => {
      if ((counter.score[other] ?? 0) <= options.threshold) return false;
      return options.sameArtist || !shareArtist(item, other, dataset);
    });
    if (options.normalise === 'cosine')
      for (const other of companions)
        counter.score[other] = (counter.score[other] ?? 0) / Math.sqrt((heard[item] ?? 1) * (heard[other] ?? 1));
    for (const other of topKOf(companions, counter.score, options.neighbours).sort()) {
      indices.push(other);
      values.push(counter.score[other] ?? 0);
    }
    indptr[item + 1] = indices.length;
  }
  return { rows: size, columns: size, indptr, indices: indices.taken().slice(), values: values.taken().slice() };
}

/** Counts one track's companions at a time; linear in the pairs it meets. */
class PairCounter {
  readonly score: Float32Array;
  private readonly sessions: Sessions;
  private readonly sessionsOf: Csr;
  private readonly cap: number;
  private readonly lastUser: Int32Array;
  private readonly ofUser: Int32Array;
  private touched: number[] = [];

  constructor(sessions: Sessions, sessionsOf: Csr, cap: number, size: number) {
    this.sessions = sessions;
    this.sessionsOf = sessionsOf;
    this.cap = cap;
    this.score = new Float32Array(size);
    this.lastUser = new Int32Array(size);
    this.ofUser = new Int32Array(size);
  }

  /** The other tracks of this one's sessions; their scores are in `score` until the next call. */
  count(item: number): number[] {
    for (const other of this.touched) this.score[other] = 0;
    this.touched = [];
    this.lastUser.fill(-1);
    const { tracks, user } = this.sessions;
    for (let s = this.sessionsOf.indptr[item] ?? 0; s < (this.sessionsOf.indptr[item + 1] ?? 0); s += 1) {
      const session = this.sessionsOf.indices[s] ?? 0;
      for (let at = tracks.indptr[session] ?? 0; at < (tracks.indptr[session + 1] ?? 0); at += 1) {
        const other = tracks.indices[at] ?? 0;
        if (other !== item) this.meet(other, user[session] ?? 0);
      }
    }
    return this.touched;
  }

  private meet(other: number, user: number): void {
    if (this.lastUser[other] !== user) {
      this.lastUser[other] = user;
      this.ofUser[other] = 0;
    }
    const met = this.ofUser[other] ?? 0;
    if (met >= this.cap) return;
    this.ofUser[other] = met + 1;
    if (this.score[other] === 0) this.touched.push(other);
    this.score[other] = (this.score[other] ?? 0) + 1;
  }

  /** Sessions that have the track, each listener's capped in the same way. */
  cappedSessions(item: number): number {
    let total = 0;
    let before = -1;
    let own = 0;
    for (let s = this.sessionsOf.indptr[item] ?? 0; s < (this.sessionsOf.indptr[item + 1] ?? 0); s += 1) {
      const user = this.sessions.user[this.sessionsOf.indices[s] ?? 0] ?? 0;
      own = user === before ? own + 1 : 1;
      before = user;
      if (own <= this.cap) total += 1;
    }
    return total;
  }
}

const shareArtist = (a: number, b: number, { items }: Dataset): boolean =>
  (items.artist[a] ?? -1) >= 0 && items.artist[a] === items.artist[b];
