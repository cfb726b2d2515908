import { latencies, type Latencies } from '../../shared/domain/latencies.ts';

/** How calls of one name went. */
export interface CallFigures {
  /** `lake/status` for a call of the contract, else the route's name. */
  call: string;
  /** Answers by class: 2xx, 4xx, 5xx. */
  answers: Map<string, number>;
  /** Milliseconds until an answer began, since the launch. */
  all: Latencies;
  /** The same of the last five to ten minutes. */
  recent: Latencies;
}

export interface RequestFigures {
  record(call: string, status: number, milliseconds: number): void;
  calls(): CallFigures[];
}

const HALF_WINDOW_MS = 5 * 60_000;
/** More names than the contract has; what a caller makes up beyond them is counted together. */
const MOST_NAMES = 250;

interface Kept {
  answers: Map<string, number>;
  all: Latencies;
  windows: { began: number; now: Latencies; before: Latencies };
}

export function requestFigures(clock: () => number = () => performance.now()): RequestFigures {
  const kept = new Map<string, Kept>();

  function of(call: string): Kept {
    const name = kept.has(call) || kept.size < MOST_NAMES ? call : 'other';
    const known = kept.get(name);
    if (known !== undefined) return known;
    const windows = { began: clock(), now: latencies(), before: latencies() };
    const made = { answers: new Map<string, number>(), all: latencies(), windows };
    kept.set(name, made);
    return made;
  }

  function turn({ windows }: Kept): void {
    const age = clock() - windows.began;
    if (age < HALF_WINDOW_MS) return;
    windows.before = age < 2 * HALF_WINDOW_MS ? windows.now : latencies();
    windows.now = latencies();
    windows.began = clock();
  }

  return {
    record(call, status, milliseconds) {
      const figures = of(call);
      turn(figures);
      const kind = `${Math.floor(status / 100)}xx`;
      figures.answers.set(kind, (figures.answers.get(kind) ?? 0) + 1);
      for (const each of [figures.all, figures.windows.now, figures.windows.before]) each.record(milliseconds);
    },
    calls: () =>
      [...kept].map(([call, figures]) => {
        turn(figures);
        const { answers, all, windows } = figures;
        return { call, answers, all, recent: windows.before };
      }),
  };
}
