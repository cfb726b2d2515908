import { expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { recordChecks, type CheckResult } from '../../src/worker/lakehouse/checks.ts';
import { CHECKS_KEPT } from '../../src/worker/lakehouse/prune-checks.ts';
import { withLake } from '../lakehouse/support/lake.ts';

const told = (relation: string, expression: string, passed: boolean): CheckResult => ({
  relation,
  kind: 'suite',
  expression,
  severity: 'warn',
  passed,
  rowsFailed: passed ? 0 : 1,
  rowsChecked: 10,
  sample: null,
  seconds: 0.001,
});

it('Of each check the newest results are kept, and the newest that failed', () => {
  withLake(lake => {
    const count = (where: string): number =>
      Number(lake.db.prepare(`select count(*) from lake_checks where ${where}`).pluck().get());
    for (let build = 1; build <= 200; build += 1) {
      const results = [told('a', 'x', build > 100), told('a', 'y', true), told('b', 'x', build !== 3)];
      recordChecks(lake.db, results, build, quietContext());
    }
    expect(count(`relation = 'a' and expression = 'y'`)).toBe(CHECKS_KEPT);
    // the newest hundred passed: of those fifty, and of the failures before them fifty
    expect(count(`relation = 'a' and expression = 'x' and passed = 1`)).toBe(CHECKS_KEPT);
    expect(count(`relation = 'a' and expression = 'x' and passed = 0`)).toBe(CHECKS_KEPT);
    expect(lake.db.prepare('select max(snapshot_id) from lake_checks').pluck().get()).toBe(200);
    expect(count(`relation = 'b' and snapshot_id = 3`)).toBe(1);
    expect(count(`relation = 'b'`)).toBe(CHECKS_KEPT + 1);
  });
});
