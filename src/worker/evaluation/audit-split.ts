import { rowOf } from '../matrix/csr.ts';
import { positionOf } from '../recommenders/neighbour-model.ts';
import type { Split } from './split.ts';

export interface LeakAudit {
  passed: boolean;
  /** What of the held-out part was found in training; empty where it passed. */
  findings: string[];
}

/**
 * Looks for the held-out part in the training data: plays, releases or last-played days from the held-out period, and
 * for splits without a period, any held-out pair. Runs with every evaluation; a model cannot be served without it.
 */
export function auditSplit({ train, relevant, period }: Split): LeakAudit {
  const findings: string[] = [];
  if (period !== null) {
    const day = Date.parse(period.from) / 86_400_000;
    const late = train.events?.at.reduce((count, second) => count + (second >= day * 86_400 ? 1 : 0), 0) ?? 0;
    if (late > 0) findings.push(`${late} training plays are from the held-out period`);
    const lateDays = train.lastPlayed?.reduce((count, played) => count + (played >= day ? 1 : 0), 0) ?? 0;
    if (lateDays > 0) findings.push(`${lateDays} training pairs were last played in the held-out period`);
    const released = train.items.releasedOn?.reduce((count, on) => count + (on >= day ? 1 : 0), 0) ?? 0;
    if (released > 0) findings.push(`${released} training tracks were released in the held-out period`);
    if (train.asOf > day) findings.push('the training data knows the time after the cut');
    return { passed: findings.length === 0, findings };
  }
  let kept = 0;
  for (let user = 0; user < relevant.rows; user += 1)
    for (const item of rowOf(relevant, user).indices)
      if (positionOf(train.plays.indices, item, train.plays.indptr[user] ?? 0, train.plays.indptr[user + 1] ?? 0) >= 0)
        kept += 1;
  if (kept > 0) findings.push(`${kept} held-out pairs are in the training data`);
  return { passed: findings.length === 0, findings };
}
