import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNotebook, printNotebook } from '../../../src/shared/domain/notebook-format.ts';
import { arbitraryNotebook } from './arbitrary.ts';

const EXAMPLE = `# Top artists

<!-- text id=intro -->
Who was played **most** this month.

\`\`\`sql id=top name=top_artists view=chart chart={"kind":"bar","x":"artist_name","y":["plays"]}
select artist_name, plays
from gold_top_artists_by_month
\`\`\`

\`\`\`input id=m name=month
label: Month
type: text
value: 2024-12
\`\`\`

\`\`\`kpi id=k of=top_artists
label: Plays
value: plays
format: number
better: up
\`\`\`

\`\`\`chart id=c of=top_artists span=6
kind: pie
x: artist_name
y: ["plays"]
\`\`\`
`;

describe('the notebook file', () => {
  it('reads as it was written, whatever the cells hold', () => {
    fc.assert(
      fc.property(arbitraryNotebook, notebook => {
        expect(parseNotebook(printNotebook(notebook))).toEqual(notebook);
      }),
      { numRuns: 500 },
    );
  });

  it('prints the same bytes for what it has read', () => {
    expect(printNotebook(parseNotebook(EXAMPLE))).toBe(EXAMPLE);
  });

  it('reads cells, names, charts and values', () => {
    const { title, cells } = parseNotebook(EXAMPLE);
    expect(title).toBe('Top artists');
    expect(cells.map(cell => [cell.kind, cell.id])).toEqual([
      ['text', 'intro'],
      ['sql', 'top'],
      ['input', 'm'],
      ['kpi', 'k'],
      ['chart', 'c'],
    ]);
    expect(cells[1]).toMatchObject({ name: 'top_artists', view: 'chart', chart: { kind: 'bar', y: ['plays'] } });
    expect(cells[2]).toMatchObject({ name: 'month', value: '2024-12' });
    expect(cells[4]).toMatchObject({ of: 'top_artists', span: 6, chart: { kind: 'pie' } });
  });

  it('takes a file written by hand, with Windows line ends and no ids', () => {
    const byHand = '\uFEFF# Mine\r\n\r\nSome text\r\n\r\n```sql\r\nselect 1\r\n```\r\nmore text';
    const { title, cells } = parseNotebook(byHand);
    expect(title).toBe('Mine');
    expect(cells.map(cell => (cell.kind === 'text' || cell.kind === 'sql' ? [cell.kind, cell.source] : []))).toEqual([
      ['text', 'Some text'],
      ['sql', 'select 1'],
      ['text', 'more text'],
    ]);
    expect(new Set(cells.map(cell => cell.id)).size).toBe(3);
    expect(parseNotebook(byHand)).toEqual(parseNotebook(byHand));
  });

  it('gives a second cell with the same id another one', () => {
    const { cells } = parseNotebook('```sql id=a\nselect 1\n```\n```sql id=a\nselect 2\n```');
    expect(cells).toHaveLength(2);
    expect(cells[0]?.id).toBe('a');
    expect(cells[1]?.id).not.toBe('a');
  });

  it('keeps what looks like the end of a line inside a value', () => {
    const markdown = '```input id=a name=a\nvalue: "\\u2028"\n```';
    const read = parseNotebook(markdown);
    expect(read.cells[0]).toMatchObject({ value: '\u2028' });
    expect(parseNotebook(printNotebook(read))).toEqual(read);
  });

  it('changes one line when one line of a cell changes', () => {
    const notebook = parseNotebook(EXAMPLE);
    const edited = printNotebook({
      ...notebook,
      cells: notebook.cells.map(cell => (cell.kind === 'sql' ? { ...cell, source: `${cell.source}\nlimit 10` } : cell)),
    });
    const before = EXAMPLE.split('\n');
    const added = edited.split('\n').filter(line => !before.includes(line));
    expect(added).toEqual(['limit 10']);
  });

  it('shows the table where a chart is not understood', () => {
    const { cells } = parseNotebook('```sql id=a chart={"kind":"hologram"}\nselect 1\n```');
    expect(cells[0]).toMatchObject({ kind: 'sql', chart: null });
  });

  it.each(['', '```', '```sql id=', '<!-- text -->', '<!-- text lines=99 -->\nx', '```sql chart={"kind":\nselect 1'])(
    'reads broken input without failing: %j',
    markdown => {
      expect(() => printNotebook(parseNotebook(markdown))).not.toThrow();
    },
  );
});
