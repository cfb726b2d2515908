import type { Sessions } from './sessions.ts';
import type { NextTrackScorer } from './vmis-knn.ts';

/**
 * What came after the tracks heard last, in all sessions: a rule "a, then b" gains 1 / distance each time b follows a
 * within `reach` places (sequential rules: Ludewig & Jannach 2018). With reach 1 it is a first-order Markov chain.
 * The last `lastItems` tracks speak, each earlier one `decay` times as loud; each track's rules sum to 1.
 */
export interface RuleOptions {
  reach: number;
  lastItems: number;
  decay: number;
}

export const fitSequentialRules = (sessions: Sessions, options: RuleOptions): NextTrackScorer => {
  const { eachRule } = ruleBook(sessions, options);
  return (heard, length, scores) =>
    eachRule(heard, length, (_from, to, value) => (scores[to] = (scores[to] ?? 0) + value));
};

export interface RuleBook {
  /** Calls `take` for each rule of the tracks heard last: a track's rules sum to its score. */
  eachRule(heard: ArrayLike<number>, length: number, take: (from: number, to: number, value: number) => void): void;
}

export function ruleBook(sessions: Sessions, { reach, lastItems, decay }: RuleOptions): RuleBook {
  const { starts, next, weight } = rulesOf(sessions, reach);
  return {
    eachRule(heard, length, take) {
      let loudness = 1;
      for (let back = 1; back <= Math.min(length, lastItems); back += 1, loudness *= decay) {
        const item = heard[length - back] ?? -1;
        if (item < 0 || item >= sessions.itemCount) continue;
        for (let at = starts[item] ?? 0; at < (starts[item + 1] ?? 0); at += 1)
          take(item, next[at] ?? 0, loudness * (weight[at] ?? 0));
      }
    },
  };
}

function rulesOf(sessions: Sessions, reach: number): { starts: Int32Array; next: Int32Array; weight: Float32Array } {
  const rules = Array.from({ length: sessions.itemCount }, () => new Map<number, number>());
  for (let session = 0; session < sessions.count; session += 1) {
    const end = sessions.starts[session + 1] ?? 0;
    for (let at = sessions.starts[session] ?? 0; at < end; at += 1) {
      const from = rules[sessions.items[at] ?? 0];
      for (let far = 1; far <= reach && at + far < end; far += 1) {
        const to = sessions.items[at + far] ?? 0;
        from?.set(to, (from.get(to) ?? 0) + 1 / far);
      }
    }
  }
  const starts = new Int32Array(sessions.itemCount + 1);
  rules.forEach((row, item) => (starts[item + 1] = (starts[item] ?? 0) + row.size));
  const next = new Int32Array(starts[sessions.itemCount] ?? 0);
  const weight = new Float32Array(next.length);
  rules.forEach((row, item) => {
    const sum = [...row.values()].reduce((a, b) => a + b, 0);
    let at = starts[item] ?? 0;
    for (const [to, value] of row) {
      next[at] = to;
      weight[at] = value / sum;
      at += 1;
    }
  });
  return { starts, next, weight };
}
