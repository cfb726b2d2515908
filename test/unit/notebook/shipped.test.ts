import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../src/shared/domain/notebook-graph.ts';
import { compileCell } from '../../../src/shared/domain/notebook-compile.ts';
import { parseNotebook, printNotebook } from '../../../src/shared/domain/notebook-format.ts';

const FOLDER = join(import.meta.dirname, '../../../data/notebooks');

describe.each(readdirSync(FOLDER))('data/notebooks/%s', file => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const { title, cells } = parseNotebook(text);

  it('is written as the app would write it', () => {
    expect(title).not.toBe('');
    expect(printNotebook(parseNotebook(text))).toBe(text);
  });

  it('has cells that only read what is there', () => {
    const { missing, cycles, duplicates } = buildGraph(cells);
    expect([...missing]).toEqual([]);
    expect(cycles).toEqual([]);
    expect(duplicates).toEqual([]);
    for (const cell of cells) if (cell.kind === 'sql') expect(() => compileCell(cells, cell)).not.toThrow();
  });
});
