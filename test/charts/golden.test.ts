import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartKinds } from '../../src/renderer/charts/registry.ts';
import { chartInput, type ChartCase } from './fixture.ts';

const CASES = join(import.meta.dirname, 'cases');

/** Functions of an option are named, and not compared. */
const printOption = (option: unknown): string =>
  `${JSON.stringify(option, (_, value: unknown) => (typeof value === 'function' ? '(function)' : value), 1)}\n`;

/** A golden that is missing is written, except where CI is set; a difference is put beside it as `…-changed`. */
function compare(file: string, text: string): void {
  const changed = `${file}-changed`;
  rmSync(changed, { force: true });
  if (!existsSync(file)) {
    if (process.env.CI !== undefined)
      throw new Error(`no golden ${file}: run the test without CI, look at it, commit it`);
    writeFileSync(file, text);
  }
  if (readFileSync(file, 'utf8') === text) return;
  writeFileSync(changed, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

describe('chart kinds draw what they drew before', () => {
  mkdirSync(CASES, { recursive: true });
  for (const name of readdirSync(CASES)) {
    it(name, () => {
      const given = JSON.parse(readFileSync(join(CASES, name, 'case.json'), 'utf8')) as ChartCase;
      const { sql, ...input } = chartInput(given);
      const kind = chartKinds.find(each => each.name === given.spec.kind)!;
      compare(join(CASES, name, 'query.golden.sql'), `${sql}\n`);
      compare(join(CASES, name, 'option.golden.json'), printOption(kind.option(input)));
    });
  }

  it('has a case for every kind', () => {
    const drawn = readdirSync(CASES).map(
      name => (JSON.parse(readFileSync(join(CASES, name, 'case.json'), 'utf8')) as ChartCase).spec.kind,
    );
    expect(chartKinds.map(kind => kind.name).filter(name => !drawn.includes(name))).toEqual([]);
  });
});
