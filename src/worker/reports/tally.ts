import type { Id } from '../recommenders/recommender.ts';
import type { Tally } from './format.ts';
import type { ListenerList } from './report.ts';

/** Counts lists as they pass; memory grows with the number of tracks, not of listeners. */
export class RunningTally implements Tally {
  listeners = 0;
  recommendations = 0;
  coldStarts = 0;
  readonly tracks = new Map<string, { title: string; artist: string | null; genre: string | null; lists: number }>();
  private readonly contributions = new Map<string, number>();
  private readonly genreOf: (trackId: Id) => string | null;

  constructor(genreOf: (trackId: Id) => string | null) {
    this.genreOf = genreOf;
  }

  add({ list }: ListenerList): void {
    this.listeners += 1;
    this.recommendations += list.items.length;
    if (list.basis === 'cold start') this.coldStarts += 1;
    for (const { track_id, title, artist, parts } of list.items) {
      const key = String(track_id);
      const known = this.tracks.get(key);
      if (known === undefined) this.tracks.set(key, { title, artist, genre: this.genreOf(track_id), lists: 1 });
      else known.lists += 1;
      for (const [part, contribution] of Object.entries(parts)) {
        this.contributions.set(part, (this.contributions.get(part) ?? 0) + Math.max(0, contribution));
      }
    }
  }

  get partShares(): ReadonlyMap<string, number> {
    const total = [...this.contributions.values()].reduce((sum, value) => sum + value, 0);
    const shares = [...this.contributions].map(([part, value]) => [part, total > 0 ? value / total : 0] as const);
    return new Map(shares.sort(([, a], [, b]) => b - a));
  }
}
