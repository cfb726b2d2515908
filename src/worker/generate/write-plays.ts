import { DAY_SECONDS, type Calendar } from './calendar.ts';
import type { CsvFile } from './csv-file.ts';
import { CONTEXTS, type Plays } from './plays.ts';

export const EVENTS_HEADER = 'event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id';

const CONTEXT_BYTES = CONTEXTS.map(context => Buffer.from(`,${context},`));
/** `00:00:00Z` for each second of a day, nine bytes each. */
const CLOCK_BYTES = 9;
const CLOCK = clock();

function clock(): Buffer {
  const two = (n: number) => String(n).padStart(2, '0');
  const times: string[] = [];
  for (let s = 0; s < DAY_SECONDS; s += 1) {
    times.push(`${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}Z`);
  }
  return Buffer.from(times.join(''));
}

/** One row of the plays file in the writer's own terms: ids from 0, the time as a second of its day. */
export class PlayRows {
  private readonly file: CsvFile;
  private datePrefix: Uint8Array = Buffer.alloc(0);

  constructor(file: CsvFile) {
    this.file = file;
  }

  startDay(calendar: Calendar, day: number): void {
    this.datePrefix = Buffer.from(`${calendar.date(day)}T`);
  }

  /** Writes play `i` under `eventId`. */
  write(plays: Plays, i: number, eventId: number): void {
    const { file } = this;
    const clockAt = (plays.second[i] as number) * CLOCK_BYTES;
    file
      .number(eventId)
      .comma()
      .number((plays.user[i] as number) + 1)
      .comma()
      .number((plays.song[i] as number) + 1)
      .comma();
    file
      .ascii(this.datePrefix)
      .ascii(CLOCK, clockAt, clockAt + CLOCK_BYTES)
      .comma();
    file
      .number(plays.msPlayed[i] as number)
      .comma()
      .number(plays.skipped[i] as number);
    file.ascii(CONTEXT_BYTES[plays.context[i] as number] as Uint8Array);
    const playlist = plays.playlist[i] as number;
    if (playlist >= 0) file.number(playlist + 1);
    file.endRow();
  }
}
