import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { CsvFile, type WrittenFile } from './csv-file.ts';
import { DefectPlanter, describeDefects, type DefectsOfFile } from './defects.ts';
import { dayWeights, Listening } from './listening.ts';
import type { Plays } from './plays.ts';
import { readMinds, readState, removeWeeks, WEEKLY_FOLDER, writeState, type GeneratorState } from './state.ts';
import { makeWorld, type World } from './world.ts';
import { EVENTS_HEADER, PlayRows } from './write-plays.ts';
import { syncFolder, writeJson } from './write-whole.ts';

export interface WeeklyOptions {
  /** The folder that `generateSeed` wrote. */
  out: string;
  /** How many weeks to add; 1 by default, 0 with `truncate` to reset alone. */
  weeks?: number;
  /** Removes the weekly files first and begins again with the first week. */
  truncate?: boolean;
}

export interface WeeklySummary {
  synthetic: true;
  out: string;
  files: (WrittenFile & { weekEnd: string })[];
  events: number;
  defects: number;
  seconds: number;
}

/** Trends, users who come back and announced songs are laid out this far. */
const MOST_WEEKS = 52;

/**
 * Writes the next weeks of the world in `options.out` as weekly_trends/trends_YYYY-MM-DD.csv, named for the week's last
 * day. Week n is the same whether it was asked for alone or with others. Throws `not_found` without a seed there.
 */
export async function generateWeekly(options: WeeklyOptions, ctx: JobContext): Promise<WeeklySummary> {
  const began = performance.now();
  const out = resolve(options.out);
  const state = readState(out);
  if (options.truncate) truncate(out, state);
  const weeks = options.weeks ?? 1;
  const from = state.weeks.length;
  if (!Number.isInteger(weeks) || weeks < 0 || from + weeks > MOST_WEEKS) {
    throw new TracklakeError(
      'bad_input',
      `${from} weeks are there; ${weeks} more can't be added (at most ${MOST_WEEKS} in all)`,
    );
  }
  const summary: WeeklySummary = { synthetic: true, out, files: [], events: 0, defects: 0, seconds: 0 };
  if (weeks > 0) {
    mkdirSync(join(out, WEEKLY_FOLDER), { recursive: true });
    const world = makeWorld(state.options);
    for (const week of playWeeks(world, out, state, from + weeks, ctx)) {
      if (week.number >= from) writeWeek(world, out, state, week, summary);
    }
  }
  summary.seconds = (performance.now() - began) / 1000;
  return summary;
}

function truncate(out: string, state: GeneratorState): void {
  const weekly = new Set(state.weeks.map(week => week.name));
  removeWeeks(out, state);
  state.weeks = [];
  saveDefects(
    out,
    readDefects(out).filter(file => !weekly.has(file.file)),
  );
  writeState(out, state);
}

interface Week {
  number: number;
  firstDay: number;
  days: { day: number; plays: Plays; order: Int32Array }[];
  events: number;
}

/** Plays all weeks from the year's end on, since each depends on the ones before it; a year of weeks takes seconds. */
function* playWeeks(world: World, out: string, state: GeneratorState, weeks: number, ctx: JobContext): Generator<Week> {
  const { calendar, options } = world;
  const minds = readMinds(out, state);
  const listening = new Listening(world, minds.libraries, minds.freeFrom, calendar.days);
  const weights = dayWeights(world, calendar.days + weeks * 7);
  const perWeight = options.events / weights.subarray(0, calendar.days).reduce((sum, weight) => sum + weight, 0);
  let due = 0;
  let made = 0;
  for (let number = 0; number < weeks; number += 1) {
    const week: Week = { number, firstDay: calendar.days + number * 7, days: [], events: 0 };
    for (let day = week.firstDay; day < week.firstDay + 7; day += 1) {
      ctx.cancel.throwIfRequested();
      due += (weights[day] ?? 0) * perWeight;
      made += listening.playDay(day, Math.round(due) - made);
      const plays = listening.plays.takeToday();
      week.days.push({ day, plays, order: plays.ofToday() });
      week.events += plays.count;
    }
    ctx.progress({ stage: `week ${number + 1}`, done: number + 1, total: weeks, unit: 'steps' });
    yield week;
  }
}

function writeWeek(world: World, out: string, state: GeneratorState, week: Week, summary: WeeklySummary): void {
  const weekEnd = world.calendar.date(week.firstDay + 6);
  const name = `trends_${weekEnd}.csv`;
  const firstId = state.weeks.at(-1)?.next_event_id ?? state.next_event_id;
  const file = new CsvFile(join(out, WEEKLY_FOLDER, name), EVENTS_HEADER);
  try {
    const planter = new DefectPlanter(world, file, week.events, state.options.defectShare, firstId + week.events);
    const rows = new PlayRows(file);
    let n = 0;
    for (const { day, plays, order } of week.days) {
      rows.startDay(world.calendar, day);
      for (const i of order) {
        rows.write(plays, i, firstId + n);
        planter.after(plays, i, day, firstId + n, n, n === week.events - 1);
        n += 1;
      }
    }
    const written = file.commit();
    syncFolder(join(out, WEEKLY_FOLDER));
    const next = firstId + week.events + planter.planted.length;
    state.weeks.push({ ...written, week_end: weekEnd, next_event_id: next });
    saveDefects(out, [
      ...readDefects(out).filter(known => known.file !== name),
      describeDefects(name, planter.planted),
    ]);
    writeState(out, state);
    summary.files.push({ ...written, weekEnd });
    summary.events += week.events;
    summary.defects += planter.planted.length;
  } finally {
    file.discard();
  }
}

function readDefects(out: string): DefectsOfFile[] {
  const path = join(out, 'defects.json');
  if (!existsSync(path)) return [];
  return (JSON.parse(readFileSync(path, 'utf8')) as { files: DefectsOfFile[] }).files;
}

const saveDefects = (out: string, files: DefectsOfFile[]): WrittenFile =>
  writeJson(join(out, 'defects.json'), { synthetic: true, files });
