import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { relations } from '../../src/worker/lakehouse/relations.ts';
import { withLake } from './support/lake.ts';
import { buildWorld } from './support/world.ts';

/** A question to a relation that was answered by hand from the rows in `world/`. */
interface Truth {
  ask: string;
  answer: unknown[][];
}

const { rows, answers } = withLake(lake => {
  buildWorld(lake);
  const all = (sql: string): unknown[][] => lake.db.prepare(sql).raw().all() as unknown[][];
  return {
    rows: new Map(relations().map(({ name }) => [name, table(all(`select * from ${name} order by 1, 2, 3`))])),
    answers: new Map(relations().map(({ name }) => [name, truthOf(name).map(truth => all(truth.ask))])),
  };
});

describe.each(relations().map(relation => relation.name))('%s', name => {
  it('gives the rows of its golden case', () => {
    const file = join(import.meta.dirname, name, 'expected.txt');
    const given = rows.get(name) ?? '';
    if (process.env['TRACKLAKE_GOLDEN'] === 'write') {
      mkdirSync(join(import.meta.dirname, name), { recursive: true });
      writeFileSync(file, given);
    }
    expect(existsSync(file), `${file}: write it with TRACKLAKE_GOLDEN=write, and read it`).toBe(true);
    if (readFileSync(file, 'utf8') !== given) writeFileSync(file.replace('.txt', '-changed.txt'), given);
    expect(given).toBe(readFileSync(file, 'utf8'));
  });

  it('is right, worked out by hand', () => {
    expect(truthOf(name).length).toBeGreaterThan(0);
    expect(answers.get(name)).toEqual(truthOf(name).map(truth => truth.answer));
  });
});

function truthOf(name: string): Truth[] {
  const file = join(import.meta.dirname, name, 'truth.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Truth[]) : [];
}

/** A row a line; of the calendar, whose rows are many, the first ones. */
function table(found: unknown[][]): string {
  return found
    .slice(0, 200)
    .map(row => `${JSON.stringify(row)}\n`)
    .join('');
}
