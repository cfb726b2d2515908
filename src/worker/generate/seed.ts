import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JobContext } from '../jobs/context.ts';
import { CsvFile, type WrittenFile } from './csv-file.ts';
import { DefectPlanter, describeDefects } from './defects.ts';
import { dayWeights, Listening } from './listening.ts';
import { worldOptions, type SeedOptions, type WorldOptions } from './options.ts';
import {
  newMinds,
  removeWeeks,
  stateIfAny,
  STATE_FILE,
  WEEKLY_FOLDER,
  writeMinds,
  writeState,
  type Minds,
} from './state.ts';
import { describeTruth } from './truth-file.ts';
import { GENERATOR_VERSION, makeWorld, type World } from './world.ts';
import { writeDimensions } from './write-dimensions.ts';
import { EVENTS_HEADER, PlayRows } from './write-plays.ts';
import { syncFolder, writeJson } from './write-whole.ts';

export type { SeedOptions } from './options.ts';

export interface SeedSummary {
  /** The numbers come from a generator, not from listeners. */
  synthetic: true;
  out: string;
  options: WorldOptions;
  files: WrittenFile[];
  /** Clean plays, without the planted defects. */
  events: number;
  defects: { total: number; kinds: Record<string, number> };
  seconds: number;
  eventsPerSecond: number;
}

/**
 * Writes a year of generated history into `options.out`: six CSV files, truth.json, defects.json and the state that
 * `generateWeekly` continues from. The same options give the same bytes. Memory doesn't grow with the number of events.
 * Weekly files that an earlier seed left in the folder are removed. Throws `bad_input`, `cancelled`.
 */
export async function generateSeed(options: SeedOptions, ctx: JobContext): Promise<SeedSummary> {
  const began = performance.now();
  const wanted = worldOptions(options);
  const out = resolve(options.out);
  mkdirSync(join(out, WEEKLY_FOLDER), { recursive: true });
  const before = stateIfAny(out);
  rmSync(join(out, STATE_FILE), { force: true });
  if (before !== undefined) removeWeeks(out, before);
  ctx.progress({ stage: 'making the world', done: 0, total: null, unit: 'steps' });
  const world = makeWorld(wanted);
  const dimensions = writeDimensions(world, out, () => ctx.cancel.throwIfRequested());
  const minds = newMinds(wanted.users);
  const { file, planter } = writeYear(world, out, minds, ctx);
  const described = describeDefects(file.name, planter.planted);
  const others = [
    writeJson(join(out, 'truth.json'), describeTruth(world)),
    writeJson(join(out, 'defects.json'), { synthetic: true, files: [described] }),
  ];
  const mindsFile = writeMinds(out, minds);
  const files = [...dimensions, file, ...others, mindsFile];
  writeState(out, {
    generator: 'tracklake',
    generator_version: GENERATOR_VERSION,
    synthetic: true,
    options: wanted,
    next_event_id: wanted.events + planter.planted.length + 1,
    minds_sha256: mindsFile.sha256,
    files,
    weeks: [],
  });
  syncFolder(out);
  const seconds = (performance.now() - began) / 1000;
  return {
    synthetic: true,
    out,
    options: wanted,
    files,
    events: wanted.events,
    defects: {
      total: described.total,
      kinds: Object.fromEntries(Object.entries(described.kinds).map(([kind, { count }]) => [kind, count])),
    },
    seconds,
    eventsPerSecond: wanted.events / seconds,
  };
}

function writeYear(world: World, out: string, minds: Minds, ctx: JobContext) {
  const { options, calendar } = world;
  const name = `fact_listening_events_${options.year}.csv`;
  const file = new CsvFile(join(out, name), EVENTS_HEADER);
  try {
    const planter = new DefectPlanter(world, file, options.events, options.defectShare, options.events + 1);
    const rows = new PlayRows(file);
    const listening = new Listening(world, minds.libraries, minds.freeFrom, 0);
    const weights = dayWeights(world, calendar.days);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let written = 0;
    let made = 0;
    let due = 0;
    for (let day = 0; day < calendar.days; day += 1) {
      ctx.cancel.throwIfRequested();
      const last = day === calendar.days - 1;
      due += weights[day] ?? 0;
      const target = last ? options.events : Math.min(options.events, Math.round((due / total) * options.events));
      const { plays } = listening;
      made += listening.playDay(day, target - made, options.events - made, last);
      rows.startDay(calendar, day);
      for (const i of plays.ofToday()) {
        written += 1;
        rows.write(plays, i, written);
        planter.after(plays, i, day, written, written - 1, written === options.events);
      }
      plays.nextDay();
      ctx.progress({ stage: `writing ${name}`, done: written, total: options.events, unit: 'rows' });
    }
    return { file: file.commit(), planter };
  } finally {
    file.discard();
  }
}
