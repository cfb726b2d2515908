import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffLines } from '../../../src/shared/domain/line-diff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 }).map(each => each.join('\n'));

it('a difference holds both texts, whole and in order', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const found = diffLines(before, after);
      const side = (gone: 'added' | 'removed') =>
        found
          .filter(line => line.kind !== gone)
          .map(line => line.text)
          .join('\n');
      expect(side('added')).toBe(before);
      expect(side('removed')).toBe(after);
    }),
  );
});

it('keeps what it can', () => {
  expect(diffLines('a\nb\nc', 'a\nx\nc').map(line => line.kind)).toEqual(['same', 'removed', 'added', 'same']);
  expect(diffLines('same', 'same')).toEqual([{ kind: 'same', text: 'same' }]);
});
