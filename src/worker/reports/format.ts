import type { ListenerList, ReportFacts, ReportFile, ReportFormat } from './report.ts';

/** A format of a report. It is fed one listener after another and keeps none of them. */
export interface Format {
  readonly name: ReportFormat;
  readonly fileName: string;
  open(path: string, facts: ReportFacts): FormatWriter;
}

export interface FormatWriter {
  /** May return a promise when it has to wait for the disk. */
  add(list: ListenerList): void | Promise<void>;
  /** Completes the file. `companions` are the report's other files, which are complete by then. */
  finish(tally: Tally, companions: readonly ReportFile[]): Promise<{ rows: number }>;
  /** Lets go of the file after a failure. */
  abandon(): void | Promise<void>;
}

/** What can be said about all lists together, counted while they pass. */
export interface Tally {
  listeners: number;
  recommendations: number;
  coldStarts: number;
  /** How often each track was recommended, by its id as text. */
  tracks: ReadonlyMap<string, { title: string; artist: string | null; genre: string | null; lists: number }>;
  /** Of all positive contributions, each part's share. */
  partShares: ReadonlyMap<string, number>;
}
