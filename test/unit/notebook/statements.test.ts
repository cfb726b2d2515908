import { describe, expect, it } from 'vitest';
import { statementAt, statementsOf } from '../../../src/shared/domain/notebook-statements.ts';

const TWO = `select ';' as a; -- first; still the first's line
select 2 as b -- no end`;

describe('statements of a text', () => {
  it('are apart at semicolons, but not at those in texts and comments', () => {
    expect(statementsOf(TWO).map(part => part.text)).toEqual(["select ';' as a", 'select 2 as b -- no end']);
    expect(statementsOf(' ;; -- nothing\n;')).toEqual([]);
    for (const { text, offset } of statementsOf(TWO)) expect(TWO.slice(offset, offset + text.length)).toBe(text);
  });

  it('are found by the cursor; a text of one statement has no parts', () => {
    expect(statementAt(TWO, 3)?.text).toContain('as a');
    expect(statementAt(TWO, 0)?.text).toContain('as a');
    expect(statementAt(TWO, TWO.length)?.text).toContain('as b');
    expect(statementAt('select 1;', 4)).toBeNull();
  });
});
