import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { generateSeed } from '../../../src/worker/generate/seed.ts';
import { generateWeekly } from '../../../src/worker/generate/weekly.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { readPlays, temporaryFolder } from './read-world.ts';

const WORLD = { users: 120, songs: 300, events: 12_000, seed: 3 };

describe('generated weeks', () => {
  let out = '';
  beforeEach(async () => {
    out = temporaryFolder();
    await generateSeed({ ...WORLD, out }, quietContext());
  });
  const weekly = (options = {}) => generateWeekly({ out, ...options }, quietContext());
  const file = (name: string) => readFileSync(join(out, 'weekly_trends', name), 'utf8');

  it('follow the year, each named for its last day', async () => {
    const { files } = await weekly({ weeks: 2 });
    expect(files.map(({ name, weekEnd }) => [name, weekEnd])).toEqual([
      ['trends_2025-01-07.csv', '2025-01-07'],
      ['trends_2025-01-14.csv', '2025-01-14'],
    ]);
    const plays = readPlays(join(out, 'weekly_trends/trends_2025-01-14.csv'));
    expect(plays.every(({ at }) => at >= '2025-01-08' && at < '2025-01-15')).toBe(true);
    expect(plays.length).toBeGreaterThan(100);
  });

  it('are the same one by one as all at once', async () => {
    const { files } = await weekly({ weeks: 3 });
    const atOnce = files.map(({ sha256 }) => sha256);
    await weekly({ truncate: true, weeks: 0 });
    const oneByOne: string[] = [];
    for (let week = 0; week < 3; week += 1) oneByOne.push((await weekly()).files[0]?.sha256 ?? '');
    expect(oneByOne).toEqual(atOnce);
  });

  it('go on with the event ids, the listeners and their songs', async () => {
    await weekly({ weeks: 2 });
    const year = readPlays(join(out, 'fact_listening_events_2024.csv'));
    const first = readPlays(join(out, 'weekly_trends/trends_2025-01-07.csv'));
    const second = readPlays(join(out, 'weekly_trends/trends_2025-01-14.csv'));
    expect(first[0]?.event).toBe(WORLD.events + 1);
    expect(second[0]?.event).toBe(WORLD.events + first.length + 1);
    const busyUntil = new Map<number, number>();
    for (const play of [...year, ...first, ...second]) {
      expect(play.second * 1000).toBeGreaterThanOrEqual(busyUntil.get(play.user) ?? 0);
      busyUntil.set(play.user, play.second * 1000 + play.ms);
    }
    const heard = new Set(year.map(play => `${play.user}/${play.track}`));
    const known = first.filter(play => heard.has(`${play.user}/${play.track}`));
    expect(known.length / first.length).toBeGreaterThan(0.5);
  });

  it('begin again with truncate', async () => {
    await weekly({ weeks: 2 });
    const before = file('trends_2025-01-07.csv');
    const { files } = await weekly({ truncate: true });
    expect(files.map(({ name }) => name)).toEqual(['trends_2025-01-07.csv']);
    expect(readdirSync(join(out, 'weekly_trends'))).toEqual(['trends_2025-01-07.csv']);
    expect(file('trends_2025-01-07.csv')).toBe(before);
  });

  it('are forgotten by a new seed in the same folder', async () => {
    await weekly({ weeks: 2 });
    await generateSeed({ ...WORLD, seed: 4, out }, quietContext());
    expect(readdirSync(join(out, 'weekly_trends'))).toEqual([]);
  });

  it('need a seed, and the one that wrote the folder', async () => {
    const empty = temporaryFolder();
    await expect(generateWeekly({ out: empty }, quietContext())).rejects.toMatchObject({ code: 'not_found' });
    writeFileSync(join(out, 'data_generation_state.bin'), 'something else');
    await expect(weekly()).rejects.toMatchObject({ code: 'corrupt' });
  });
});
