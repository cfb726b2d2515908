/** A long job holds the rows of streams back for as long; beyond this somebody may want to know. */
const STALLED_AFTER_MS = 30_000;

/** What a source that reads is doing: rows are missing in bronze and none has come for a while, or all is well. */
export const stateOf = (behind: boolean, movedAt: number, now = Date.now()): 'reading' | 'stalled' =>
  behind && now - movedAt > STALLED_AFTER_MS ? 'stalled' : 'reading';
