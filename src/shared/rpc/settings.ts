import { z } from 'zod';
import { call, okSchema } from './base.ts';

const limits = z.object({
  seconds: z.number().min(1).max(86_400),
  rows: z.number().int().min(1).max(2_000_000_000),
  memoryMegabytes: z.number().int().min(256).max(65_536),
  tempMegabytes: z.number().int().min(16).max(1_000_000),
});

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['compact', 'comfortable']),
  reducedMotion: z.enum(['system', 'on', 'off']),
  editorFontSize: z.number().min(8).max(40),
  /** Opened at start when the command line names none. */
  lakePath: z.string().nullable(),
  notebookFolder: z.string().nullable(),
  watchFolder: z.string().nullable(),
  limits,
  /** The results' folder is swept down to this. */
  cacheMegabytes: z.number().int().min(64).max(1_000_000),
  /** Run stale cells by themselves when the last run took less than this; 0: never. */
  autoRunMilliseconds: z.number().int().min(0).max(60_000),
  keepHistoryDays: z.number().int().min(0).max(3650),
  /** By command id: "notebook.runCell": "Mod+Enter". Only what differs from the default. */
  keys: z.record(z.string(), z.string()),
});
export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'compact',
  reducedMotion: 'system',
  editorFontSize: 13,
  lakePath: null,
  notebookFolder: null,
  watchFolder: null,
  limits: { seconds: 600, rows: 20_000_000, memoryMegabytes: 1024, tempMegabytes: 8192 },
  cacheMegabytes: 10_240,
  autoRunMilliseconds: 0,
  keepHistoryDays: 90,
  keys: {},
};

export const settings = {
  get: call.output(settingsSchema),
  /** Only what is given changes. Answers the whole. */
  set: call.input(settingsSchema.partial()).output(settingsSchema),
  reset: call.output(settingsSchema),
  /** What a page wants to find again: open tabs, pane sizes, the last selection. Any JSON up to 1 MB. */
  loadState: call.input(z.object({ key: z.string().max(200) })).output(z.object({ value: z.unknown() })),
  saveState: call.input(z.object({ key: z.string().max(200), value: z.unknown() })).output(okSchema),
  /** Where things are, for the Settings page: state file, cache, notebooks, lakehouse. */
  places: call.output(z.array(z.object({ name: z.string(), path: z.string(), bytes: z.number() }))),
};
