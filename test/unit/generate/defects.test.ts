import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFECT_KINDS, type DefectsOfFile } from '../../../src/worker/generate/defects.ts';
import { generateSeed } from '../../../src/worker/generate/seed.ts';
import { generateWeekly } from '../../../src/worker/generate/weekly.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { lines, readTable, temporaryFolder } from './read-world.ts';

const WORLD = { users: 200, songs: 400, events: 20_000, seed: 5 };
const EVENTS = 'fact_listening_events_2024.csv';

const described = (out: string) =>
  (JSON.parse(readFileSync(join(out, 'defects.json'), 'utf8')) as { files: DefectsOfFile[] }).files;

describe('planted defects', () => {
  it('come on top of the clean rows, which stay as they are, byte for byte', async () => {
    const [clean, spoilt] = [temporaryFolder(), temporaryFolder()];
    await generateSeed({ ...WORLD, out: clean }, quietContext());
    const { defects } = await generateSeed({ ...WORLD, defects: 500, out: spoilt }, quietContext());
    expect(defects.total).toBe(500);
    const planted = new Set(described(spoilt)[0]?.rows.map(row => row.line));
    expect(planted.size).toBe(500);
    const kept = lines(join(spoilt, EVENTS)).filter((_, i) => !planted.has(i + 1));
    expect(kept).toEqual(lines(join(clean, EVENTS)));
  });

  it('are none by default, and counted by kind', async () => {
    const out = temporaryFolder();
    expect((await generateSeed({ ...WORLD, out }, quietContext())).defects.total).toBe(0);
    const { defects } = await generateSeed({ ...WORLD, defects: true, out }, quietContext());
    expect(defects.kinds).toEqual(Object.fromEntries(DEFECT_KINDS.map(kind => [kind, 4])));
  });

  it('are what their kind says', async () => {
    const out = temporaryFolder();
    await generateSeed({ ...WORLD, defects: 0.02, out }, quietContext());
    const rows = lines(join(out, EVENTS));
    const duration = new Map(
      readTable(join(out, 'dim_songs.csv')).map(song => [song['track_id'], Number(song['duration_ms'])]),
    );
    const planted = described(out)[0]?.rows ?? [];
    const linesOfPlanted = new Set(planted.map(defect => defect.line));
    const clean = rows.filter((_, i) => i > 0 && !linesOfPlanted.has(i + 1)).map(row => row.split(','));
    for (const { kind, line } of planted) {
      const row = rows[line - 1] ?? '';
      const [, user = '', track = '', at = '', ms = ''] = row.split(',');
      switch (kind) {
        case 'duplicate':
          expect(rows.filter(other => other === row).length).toBeGreaterThan(1);
          break;
        case 'impossible_length':
          expect(Number(ms)).toBeGreaterThan(9 * (duration.get(track) ?? Infinity));
          break;
        case 'negative_length':
          expect(Number(ms)).toBeLessThan(0);
          break;
        case 'unknown_user':
          expect(Number(user)).toBeGreaterThan(WORLD.users);
          break;
        case 'unknown_track':
          expect(duration.has(track)).toBe(false);
          break;
        case 'future_clock':
          expect(at.slice(0, 4)).toBe('2054');
          expect(new Date(at).toISOString().slice(0, 10)).toBe(at.slice(0, 10));
          break;
        case 'past_clock':
          expect(at.slice(0, 10)).toBe('1970-01-01');
          break;
        case 'overlap': {
          const running = clean.filter(
            ([, u, , begins = '', length]) =>
              u === user && begins < at && Date.parse(begins) + Number(length) > Date.parse(at),
          );
          expect(running).toHaveLength(1);
          break;
        }
        case 'malformed_time':
          expect(Number.isNaN(Date.parse(at)) || !at.endsWith('Z')).toBe(true);
          break;
        case 'malformed_row':
          expect(row.split(',').length !== 8 || Number.isNaN(Number(ms))).toBe(true);
          break;
      }
    }
  });

  it('go on in the weekly files, with ids that nothing else has', async () => {
    const out = temporaryFolder();
    await generateSeed({ ...WORLD, defects: 0.01, out }, quietContext());
    const { defects } = await generateWeekly({ out, weeks: 2 }, quietContext());
    const [year, ...weeks] = described(out);
    expect(weeks.map(week => week.file)).toEqual(['trends_2025-01-07.csv', 'trends_2025-01-14.csv']);
    expect(weeks.reduce((sum, week) => sum + week.total, 0)).toBe(defects);
    expect(defects).toBeGreaterThan(4);
    const ids = [year, ...weeks].flatMap(file =>
      (file?.rows ?? []).filter(row => row.kind !== 'duplicate').map(row => row.event_id),
    );
    expect(new Set(ids).size).toBe(ids.length);
    await generateWeekly({ out, weeks: 0, truncate: true }, quietContext());
    expect(described(out)).toHaveLength(1);
  });
});
