import type { Lakehouse } from '../lakehouse/open.ts';
import type { Collected, Page } from './collector.ts';
import type { ApiAnswer } from './http/api-client.ts';

/** An answer, and those of its records that nothing brought before. */
export interface BatchedAnswer {
  answer: ApiAnswer;
  records: number;
  fresh: readonly Collected[];
  nothing: readonly string[];
}

/** Answers that wait for one commit. A load for each page would fill the ledger with thousands of small ones. */
export interface Batch {
  readonly answers: readonly BatchedAnswer[];
  readonly fresh: readonly Collected[];
  add(answer: ApiAnswer, page: Page): void;
  /** Enough for a commit: by answers, by bytes, or because the first of them has waited. */
  isFull(): boolean;
}

const MOST_ANSWERS = 25;
const MOST_BYTES = 16 << 20;
const LONGEST_WAIT_MS = 10_000;

/** `stream` and `account` say among which keys a record is known. */
export function openBatch(lake: Lakehouse, stream: string, account: string): Batch {
  const isKnown = lake.db
    .prepare('select 1 from lake_collected_keys where stream = ? and account = ? and key = ?')
    .pluck();
  const answers: BatchedAnswer[] = [];
  const fresh: Collected[] = [];
  const taken = new Set<string>();
  let bytes = 0;
  let began = 0;

  return {
    answers,
    fresh,
    add(answer, page) {
      const own = page.records.filter(({ key }) => {
        if (taken.has(key) || isKnown.get(stream, account, key) !== undefined) return false;
        taken.add(key);
        return true;
      });
      fresh.push(...own);
      answers.push({ answer, records: page.records.length, fresh: own, nothing: page.nothing ?? [] });
      bytes += answer.text.length;
      if (answers.length === 1) began = performance.now();
    },
    isFull: () => answers.length >= MOST_ANSWERS || bytes >= MOST_BYTES || performance.now() - began >= LONGEST_WAIT_MS,
  };
}
