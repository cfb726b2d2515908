import { DAY_SECONDS } from './calendar.ts';

/** Where a play came from; the index is what `Plays.context` holds. */
export const CONTEXTS = ['library', 'playlist', 'radio', 'search'] as const;

/** Plays of a day as columns that grow; `second` counts from the day's midnight and may lie in the days after. */
export class Plays {
  count = 0;
  second = new Int32Array(4096);
  user = new Int32Array(4096);
  song = new Int32Array(4096);
  msPlayed = new Int32Array(4096);
  skipped = new Uint8Array(4096);
  context = new Uint8Array(4096);
  /** −1 outside playlists. */
  playlist = new Int32Array(4096);
  private readonly slots = new Int32Array(DAY_SECONDS + 1);
  private ranked = new Int32Array(4096);

  add(
    second: number,
    user: number,
    song: number,
    msPlayed: number,
    skipped: number,
    context: number,
    playlist: number,
  ) {
    const i = this.count;
    if (i === this.second.length) this.grow();
    this.second[i] = second;
    this.user[i] = user;
    this.song[i] = song;
    this.msPlayed[i] = msPlayed;
    this.skipped[i] = skipped;
    this.context[i] = context;
    this.playlist[i] = playlist;
    this.count = i + 1;
  }

  /** The positions of this day's plays, ascending by time; plays of the same second keep their order. */
  ofToday(): Int32Array {
    const { slots, second, count } = this;
    slots.fill(0);
    let today = 0;
    for (let i = 0; i < count; i += 1) {
      const s = second[i] as number;
      if (s >= DAY_SECONDS) continue;
      slots[s + 1] = (slots[s + 1] as number) + 1;
      today += 1;
    }
    for (let s = 0; s < DAY_SECONDS; s += 1) slots[s + 1] = (slots[s + 1] as number) + (slots[s] as number);
    if (this.ranked.length < today) this.ranked = new Int32Array(this.second.length);
    for (let i = 0; i < count; i += 1) {
      const s = second[i] as number;
      if (s >= DAY_SECONDS) continue;
      const at = slots[s] as number;
      this.ranked[at] = i;
      slots[s] = at + 1;
    }
    return this.ranked.subarray(0, today);
  }

  /** This day's plays as a collection of their own; what ran past midnight stays here for the next day. */
  takeToday(): Plays {
    const today = new Plays();
    for (const i of this.ofToday()) {
      today.add(
        this.second[i] as number,
        this.user[i] as number,
        this.song[i] as number,
        this.msPlayed[i] as number,
        this.skipped[i] as number,
        this.context[i] as number,
        this.playlist[i] as number,
      );
    }
    this.nextDay();
    return today;
  }

  /** Drops this day's plays and moves what ran past midnight into the next day. */
  nextDay(): void {
    const columns = [this.user, this.song, this.msPlayed, this.skipped, this.context, this.playlist];
    let kept = 0;
    for (let i = 0; i < this.count; i += 1) {
      const s = this.second[i] as number;
      if (s < DAY_SECONDS) continue;
      this.second[kept] = s - DAY_SECONDS;
      for (const column of columns) column[kept] = column[i] as number;
      kept += 1;
    }
    this.count = kept;
  }

  private grow(): void {
    const size = this.second.length * 2;
    const wider = <T extends Int32Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.second = wider(this.second, new Int32Array(size));
    this.user = wider(this.user, new Int32Array(size));
    this.song = wider(this.song, new Int32Array(size));
    this.msPlayed = wider(this.msPlayed, new Int32Array(size));
    this.skipped = wider(this.skipped, new Uint8Array(size));
    this.context = wider(this.context, new Uint8Array(size));
    this.playlist = wider(this.playlist, new Int32Array(size));
  }
}
