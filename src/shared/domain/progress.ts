/** How far a long piece of work is. `total` is null while it is not known; then nobody shows a percentage. */
export interface Progress {
  /** What is being done now, for reading: "reading fact_listening_events_2024.csv". */
  stage: string;
  done: number;
  total: number | null;
  /** What `done` counts. */
  unit: 'rows' | 'bytes' | 'steps' | 'users' | 'epochs';
}

/** Progress with what its receiver can work out from the clock. */
export interface TimedProgress extends Progress {
  /** Units per second since the stage began. */
  rate: number;
  secondsElapsed: number;
  secondsLeft: number | null;
}
