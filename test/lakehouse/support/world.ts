import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLakehouse } from '../../../src/worker/lakehouse/build.ts';
import type { Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { loadRows, type BronzeRow } from './load.ts';

const FOLDER = join(import.meta.dirname, '..', 'world');

/** A lakehouse of the few rows in `world/`, small enough to be worked out by hand, with silver and gold built. */
export function buildWorld(lake: Lakehouse): void {
  loadWorld(lake);
  buildLakehouse(lake, {}, quietContext({ now: () => new Date('2025-01-15T00:00:00Z') }));
}

/** The rows of `world/` in bronze. */
export function loadWorld(lake: Lakehouse): void {
  for (const file of readdirSync(FOLDER).sort())
    loadRows(lake, file.replace(/\.csv$/, ''), readRows(readFileSync(join(FOLDER, file), 'utf8')));
}

/** Plain CSV without quotes: numbers are numbers, nothing is null. */
function readRows(text: string): BronzeRow[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.split(',');
  return lines.map(line => Object.fromEntries(line.split(',').map((field, i) => [names[i] ?? '', valueOf(field)])));
}

const valueOf = (field: string): string | number | null =>
  field === '' ? null : /^-?\d+(\.\d+)?$/.test(field) ? Number(field) : field;
