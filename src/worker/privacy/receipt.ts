/** What was done to forget one listener, without saying who it was. */
export interface ForgetReceipt {
  /** SHA-256 of the lakehouse's id and the listener's: whoever knows both can tell that it was them. */
  listener: string;
  at: string;
  /** Rows that went, by bronze relation; only those that lost some. */
  bronze: Record<string, number>;
  /** Loads whose row counts and digests were worked out anew, because rows of theirs went. */
  loads: number;
  quarantine: number;
  /** Relations that were built again without them. */
  relations: number;
  /** Stored models that had learned from them lost their arrays; served ones were fitted again. */
  modelsDropped: number;
  modelsFittedAgain: string[];
  /** Reports that held their lists: out of the index, with the files that were where they had been written. */
  reports: number;
  reportFiles: number;
  results: number;
  history: number;
  /** Rows of silver and gold that still hold the id; 0 when all went well. */
  rowsLeft: number;
  /** Every file of the lakehouse, the cache and the state, searched byte by byte for the name and for an id in letters. */
  search: FileSearch;
  /** What could not be looked for, and what cannot be reached from here. */
  notes: string[];
  complete: boolean;
}

export interface FileSearch {
  /** How many names and ids were looked for: those that are nobody else's, and long enough to mean somebody. */
  words: number;
  files: number;
  bytes: number;
  /** Files that hold one of them. */
  found: string[];
}
