import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { spanRecordSchema } from '../trace/span-record.ts';
import { call, okSchema } from './base.ts';
import { EXPORT_FORMATS } from './results.ts';

const fileFilter = z.object({ name: z.string(), extensions: z.array(z.string()) });

export const hostInfoSchema = z.object({
  kind: z.enum(['electron', 'loopback']),
  platform: z.enum([
    'aix',
    'android',
    'darwin',
    'freebsd',
    'haiku',
    'linux',
    'openbsd',
    'sunos',
    'win32',
    'cygwin',
    'netbsd',
  ]),
  version: z.string(),
  /** Native dialogs are to be had. In the loopback host ask for a path, or use the browser's picker and `uploadUrl`. */
  dialogs: z.boolean(),
  processes: z.array(
    z.object({
      name: z.string(),
      pid: z.number().nullable(),
      state: z.enum(['starting', 'ready', 'restarting', 'stopped', 'broken']),
      restarts: z.number(),
      rssBytes: z.number(),
    }),
  ),
});
export type HostInfo = z.infer<typeof hostInfoSchema>;

export const hostEventSchema = z.discriminatedUnion('kind', [
  /** The first event, and after every change of a child process. */
  z.object({ kind: z.literal('processes'), processes: hostInfoSchema.shape.processes }),
  /** A menu item or its key was chosen: run the command with this id. */
  z.object({ kind: z.literal('command'), command: z.string() }),
  /** Files or folders that were handed to the app (second launch, the dock). */
  z.object({ kind: z.literal('files'), paths: z.array(z.string()) }),
  z.object({ kind: z.literal('heartbeat'), at: z.string() }),
]);
export type HostEvent = z.infer<typeof hostEventSchema>;

export const hostFiguresSchema = z.object({
  /** Since when the figures count. */
  since: z.string(),
  /** Calls by name; milliseconds until an answer began, over the last five to ten minutes. */
  calls: z.array(
    z.object({
      call: z.string(),
      count: z.number(),
      errors: z.number(),
      recent: z.number(),
      p50: z.number(),
      p95: z.number(),
      p99: z.number(),
      max: z.number(),
    }),
  ),
  /** Resident bytes every ten seconds, for an hour. */
  memory: z.array(z.object({ at: z.string(), host: z.number(), worker: z.number(), cells: z.number() })),
  /** How late the host's event loop runs, in milliseconds. */
  eventLoop: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  /** Where the structured log is, and where a scraper finds its token; null in a host without `/metrics`. */
  logFile: z.string(),
  scrapeTokenFile: z.string().nullable(),
  /** Where traces go; null: they are not recorded. */
  traces: z.string().nullable(),
});
export type HostFigures = z.infer<typeof hostFiguresSchema>;

/** Answered by the host itself, so they work while the worker restarts. */
export const host = {
  info: call.output(hostInfoSchema),
  /** How this launch is doing: calls, memory, the event loop. */
  figures: call.output(hostFiguresSchema),
  /** A span that the page recorded, for the traces; nothing happens while they are off. */
  traced: call.input(spanRecordSchema).output(okSchema),
  /** Menu commands and the state of the child processes ("worker is restarting"). */
  events: call.output(eventIterator(hostEventSchema)),
  /** `unsupported` where `info.dialogs` is false. Null: the person chose nothing. */
  openDialog: call
    .input(
      z.object({
        title: z.string().optional(),
        filters: z.array(fileFilter).default([]),
        folders: z.boolean().default(false),
        multiple: z.boolean().default(false),
      }),
    )
    .output(z.object({ paths: z.array(z.string()).nullable() })),
  saveDialog: call
    .input(
      z.object({
        title: z.string().optional(),
        defaultName: z.string().optional(),
        filters: z.array(fileFilter).default([]),
      }),
    )
    .output(z.object({ path: z.string().nullable() })),
  /** What is in a folder of this machine, for picking a path in the loopback host; `path` empty: home. Folders first. */
  browse: call.input(z.object({ path: z.string().default('') })).output(
    z.object({
      path: z.string(),
      parent: z.string().nullable(),
      entries: z.array(z.object({ name: z.string(), path: z.string(), folder: z.boolean(), bytes: z.number() })),
    }),
  ),
  /** Opens a file in its own program, or shows it in its folder. Electron alone. */
  openPath: call.input(z.object({ path: z.string(), reveal: z.boolean().default(false) })).output(okSchema),
  /** https alone, and only from a person's click. */
  openExternal: call.input(z.object({ url: z.string() })).output(okSchema),
  /**
   * An address that works once, within a minute, without the authorization header: for downloads and for reports in a tab of
   * their own. `path` is what `resultExportUrl` or `reportFileUrl` gave.
   */
  ticket: call.input(z.object({ path: z.string() })).output(z.object({ url: z.string() })),
  /** Writes a whole result to a file of this machine (temporary file, then rename). */
  exportResult: call
    .input(
      z.object({
        resultId: z.string(),
        view: z.string().optional(),
        columns: z.array(z.number().int().min(0)).optional(),
        format: z.enum(EXPORT_FORMATS),
        path: z.string(),
      }),
    )
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('progress'), bytes: z.number() }),
          z.object({ kind: z.literal('done'), bytes: z.number(), path: z.string() }),
        ]),
      ),
    ),
  /** Writes a file that the page made (notebook HTML, chart PNG as base64). `conflict` when it is there and `overwrite` is false. */
  writeFile: call
    .input(
      z.object({
        path: z.string(),
        encoding: z.enum(['utf8', 'base64']).default('utf8'),
        data: z.string().max(100_000_000),
        overwrite: z.boolean().default(false),
      }),
    )
    .output(z.object({ path: z.string(), bytes: z.number() })),
  /** Reads a text or binary file that a person chose (an .ipynb to import), up to 50 MB. */
  readFile: call
    .input(z.object({ path: z.string(), encoding: z.enum(['utf8', 'base64']).default('utf8') }))
    .output(z.object({ data: z.string(), bytes: z.number() })),
  /** The window's page as PDF. Electron alone; in a browser, print. */
  printToPdf: call.input(z.object({ path: z.string(), landscape: z.boolean().default(false) })).output(okSchema),
};
