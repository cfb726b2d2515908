import { DAY_SECONDS } from './calendar.ts';
import type { CsvFile } from './csv-file.ts';
import { CONTEXTS, type Plays } from './plays.ts';
import { shuffle, stream, type Rng } from './random.ts';
import type { World } from './world.ts';

/** What can be planted, and who should notice: the import (the row can't be stored) or a check (it can, but isn't right). */
export const DEFECTS = {
  duplicate: { noticed_by: 'check', what: 'a play reported twice, the same row with the same event_id' },
  impossible_length: { noticed_by: 'check', what: 'ms_played is 10 to 60 times the length of the track' },
  negative_length: { noticed_by: 'check', what: 'ms_played is below 0' },
  unknown_user: { noticed_by: 'check', what: 'user_id is of nobody' },
  unknown_track: { noticed_by: 'check', what: 'track_id is of no song' },
  future_clock: { noticed_by: 'check', what: 'played_at lies 30 years ahead' },
  past_clock: { noticed_by: 'check', what: 'played_at is in 1970, before the listener signed up' },
  overlap: { noticed_by: 'check', what: 'begins while another play of the same listener is still running' },
  malformed_time: { noticed_by: 'import', what: 'played_at is not a time' },
  malformed_row: { noticed_by: 'import', what: 'too few or too many fields, or text where a number belongs' },
} as const;

export type DefectKind = keyof typeof DEFECTS;

export const DEFECT_KINDS = Object.keys(DEFECTS) as DefectKind[];

export interface PlantedDefect {
  kind: DefectKind;
  /** Counted from 1, the header being line 1. */
  line: number;
  /** Null where the row has lost it. */
  event_id: number | null;
}

const OVERLAP_NEEDS_MS = 90_000;

/**
 * Plants defective rows among the clean plays of one file. They come on top of the clean rows, which stay as they were,
 * byte for byte; only a duplicate shares its event_id with a clean row, the others have ids behind all clean ones.
 */
export class DefectPlanter {
  readonly planted: PlantedDefect[] = [];
  private readonly world: World;
  private readonly file: CsvFile;
  private readonly rng: Rng;
  private readonly kinds: DefectKind[];
  private readonly gap: number;
  private nextAt = 0;
  private nextId: number;
  private waitingOverlaps = 0;

  /** `clean` plays are coming, of which about `share` get a companion; ids are taken from `firstId` on. */
  constructor(world: World, file: CsvFile, clean: number, share: number, firstId: number) {
    this.world = world;
    this.file = file;
    this.rng = stream(world.options.seed, `defects ${firstId}`);
    const count = Math.round(clean * share);
    this.kinds = shuffle(
      Array.from({ length: count }, (_, i) => DEFECT_KINDS[i % DEFECT_KINDS.length] as DefectKind),
      this.rng,
    );
    this.gap = count > 0 ? clean / count : Infinity;
    this.nextAt = count > 0 ? this.rng.below(Math.max(1, Math.floor(this.gap))) : Infinity;
    this.nextId = firstId;
  }

  /** Call after clean play number `n` (from 0) was written; `isLast` plants what is still waiting. */
  after(plays: Plays, i: number, day: number, eventId: number, n: number, isLast: boolean): void {
    while (n >= this.nextAt && this.kinds.length > 0) {
      const kind = this.kinds.pop() as DefectKind;
      if (kind === 'overlap') this.waitingOverlaps += 1;
      else this.plant(kind, plays, i, day, eventId);
      this.nextAt += this.gap;
    }
    if (this.waitingOverlaps > 0 && (plays.msPlayed[i] as number) >= OVERLAP_NEEDS_MS) {
      this.waitingOverlaps -= 1;
      this.plant('overlap', plays, i, day, eventId);
    }
    if (!isLast) return;
    for (const kind of this.kinds.splice(0))
      this.plant(kind === 'overlap' ? 'duplicate' : kind, plays, i, day, eventId);
    for (; this.waitingOverlaps > 0; this.waitingOverlaps -= 1) this.plant('duplicate', plays, i, day, eventId);
  }

  private plant(kind: DefectKind, plays: Plays, i: number, day: number, cleanId: number): void {
    const id = kind === 'duplicate' ? cleanId : this.nextId++;
    const { catalogue, listeners, calendar } = this.world;
    const second = day * DAY_SECONDS + (plays.second[i] as number);
    const song = plays.song[i] as number;
    const row = {
      event: String(id),
      user: String((plays.user[i] as number) + 1),
      track: String(song + 1),
      time: calendar.time(second),
      ms: String(plays.msPlayed[i]),
      skipped: String(plays.skipped[i]),
      context: CONTEXTS[plays.context[i] as number] ?? '',
      playlist: (plays.playlist[i] as number) < 0 ? '' : String((plays.playlist[i] as number) + 1),
    };
    switch (kind) {
      case 'duplicate':
        break;
      case 'impossible_length':
        row.ms = String((catalogue.durationMs[song] as number) * (10 + this.rng.below(51)));
        break;
      case 'negative_length':
        row.ms = String(-1 - this.rng.below(200_000));
        break;
      case 'unknown_user':
        row.user = String(listeners.count + 1001 + this.rng.below(1000));
        break;
      case 'unknown_track':
        row.track = String(catalogue.songs + 1001 + this.rng.below(1000));
        break;
      case 'future_clock':
        row.time = row.time.replace(/^\d{4}/, String(calendar.year + 30)).replace('-02-29T', '-02-28T');
        break;
      case 'past_clock':
        row.time = `1970-01-01${row.time.slice(10)}`;
        break;
      case 'overlap':
        row.time = calendar.time(second + 20 + this.rng.below(40));
        row.track = String(((song + 1) % catalogue.songs) + 1);
        row.ms = '60000';
        break;
      case 'malformed_time':
        row.time = this.rng.pick([
          '2024-13-45T10:00:00Z',
          'yesterday',
          '12/31/2024 8 pm',
          `${row.time.slice(0, 10)}T25:61:00Z`,
        ]);
        break;
      case 'malformed_row':
        break;
    }
    let fields: string[] = Object.values(row);
    if (kind === 'malformed_row') fields = this.malform(fields);
    this.planted.push({ kind, line: this.file.lines + 1, event_id: id });
    this.file.raw(fields.join(',')).endRow();
  }

  private malform(fields: string[]): string[] {
    const way = this.rng.below(3);
    if (way === 0) return fields.slice(0, 4);
    if (way === 1) return [...fields, 'surplus', '1'];
    return fields.map((field, i) => (i === 4 ? 'three minutes' : field));
  }
}

export interface DefectsOfFile {
  file: string;
  total: number;
  kinds: Record<string, { count: number; noticed_by: string; what: string }>;
  rows: PlantedDefect[];
}

/** What defects.json holds for one file. */
export function describeDefects(file: string, planted: readonly PlantedDefect[]): DefectsOfFile {
  const kinds: DefectsOfFile['kinds'] = {};
  for (const kind of DEFECT_KINDS) {
    kinds[kind] = { count: planted.filter(defect => defect.kind === kind).length, ...DEFECTS[kind] };
  }
  return { file, total: planted.length, kinds, rows: [...planted] };
}
