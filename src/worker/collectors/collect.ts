import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { removeLeftovers } from '../lakehouse/ledger-leftovers.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { clearStaging } from '../lakehouse/staging.ts';
import { collectStream, type StreamSummary } from './collect-stream.ts';
import { GENERATED, loadGenerated } from './generated.ts';
import { openOutside, openSource, type Outside } from './open-source.ts';
import { collectorNamed, streamNamed } from './registry.ts';

/** What a collection is asked for: a job's parameters, so there is no key among them. */
export interface CollectOptions {
  source: string;
  /** Whose listening; by default what Settings say. */
  account?: string;
  /** By default all of the source. */
  streams?: readonly string[];
  full?: boolean;
  /** Of each stream; the next collection goes on from there. */
  mostPages?: number;
  /** Look-ups at most. */
  limit?: number;
  /** Asked one after another when the source fails: `listenbrainz`, `lastfm:ana`, and last `generated`. */
  fallback?: readonly string[];
}

export interface CollectSummary {
  /** The one that answered. */
  source: string;
  account: string;
  /** True where no service did, and what was loaded is synthetic. */
  generated: boolean;
  streams: StreamSummary[];
  rowsLoaded: number;
  failed: { source: string; code: string; message: string }[];
  seconds: number;
}

const MOST_PAGES = 20_000;
const MOST_LOOK_UPS = 500;

/**
 * Asks a source, and where it fails those named after it. Throws the first one's error when none answered. Whatever was
 * collected before a failure is kept, and the next collection goes on from there.
 */
export async function collect(
  lake: Lakehouse,
  options: CollectOptions,
  ctx: JobContext,
  outside: Outside = openOutside(),
): Promise<CollectSummary> {
  const began = performance.now();
  removeLeftovers(lake.db);
  clearStaging(lake.path);
  const { account: asked, streams, ...common } = options;
  // a name at one service may be another person's at the next: a fallback has its own, or the one in Settings
  const sources: CollectOptions[] = [
    { ...common, ...named(options.source, asked), ...(streams !== undefined && { streams }) },
    ...(options.fallback ?? []).map(name => ({ ...common, ...named(name) })),
  ];
  for (const { source } of sources) if (source !== GENERATED) collectorNamed(source);
  const errors: TracklakeError[] = [];
  const failed: CollectSummary['failed'] = [];
  for (const [place, one] of sources.entries()) {
    const { source } = one;
    try {
      const done = await collectOne(lake, one, ctx, outside);
      return { ...done, failed, seconds: (performance.now() - began) / 1000 };
    } catch (error) {
      if (!(error instanceof TracklakeError) || !MAY_FALL_BACK.has(error.code)) throw error;
      errors.push(error);
      failed.push({ source, code: error.code, message: error.message });
      const next = sources[place + 1];
      if (next !== undefined) ctx.log('warn', `${error.message}; now ${next.source} is asked`);
    }
  }
  throw errors[0] ?? new TracklakeError('internal', 'no source was asked');
}

const MAY_FALL_BACK = new Set([
  'unreachable',
  'forbidden',
  'not_found',
  'bad_input',
  'check_failed',
  'limit',
  'conflict',
]);

/** `lastfm` or `lastfm:ana`. */
function named(text: string, given?: string): Pick<CollectOptions, 'source' | 'account'> {
  const [source = '', own] = text.split(/:(.*)/s);
  const account = own || given;
  return { source, ...(account !== undefined && { account }) };
}

type Done = Omit<CollectSummary, 'failed' | 'seconds'>;

async function collectOne(lake: Lakehouse, options: CollectOptions, ctx: JobContext, outside: Outside): Promise<Done> {
  if (options.source === GENERATED) {
    const { rowsLoaded } = await loadGenerated(lake, ctx);
    return { source: GENERATED, account: '', generated: true, streams: [], rowsLoaded };
  }
  const { full = false, mostPages = MOST_PAGES, limit = MOST_LOOK_UPS } = options;
  const collector = collectorNamed(options.source);
  const streams = options.streams?.map(name => streamNamed(collector, name)) ?? collector.streams;
  const log = (message: string): void => ctx.log('warn', message);
  const { client, baseUrl, account } = await openSource(collector, options.account, outside, ctx.cancel, log);
  const summaries: StreamSummary[] = [];
  for (const stream of streams) {
    const walk = (again: boolean): Promise<StreamSummary> =>
      collectStream(lake, collector, stream, client, baseUrl, { account, full: full && !again, mostPages, limit }, ctx);
    const first = await walk(false);
    const isOld = first.resumed && first.complete && collector.account !== 'none';
    const summary = isOld ? together(first, await walk(true)) : first; // what is newer than an interrupted walk
    summaries.push(summary);
    const { newRecords, records, pages, complete } = summary;
    const more = complete ? '' : '; there is more, collecting again goes on';
    ctx.log('info', `${collector.title}, ${stream.title}: ${newRecords} new of ${records} in ${pages} pages${more}`);
  }
  const rowsLoaded = summaries.reduce((sum, summary) => sum + summary.rowsLoaded, 0);
  return { source: collector.name, account, generated: false, streams: summaries, rowsLoaded };
}

/** Of a walk that was interrupted and the one after it. */
const together = (first: StreamSummary, second: StreamSummary): StreamSummary => ({
  stream: first.stream,
  resumed: first.resumed,
  pages: first.pages + second.pages,
  records: first.records + second.records,
  newRecords: first.newRecords + second.newRecords,
  rowsLoaded: first.rowsLoaded + second.rowsLoaded,
  rowsQuarantined: first.rowsQuarantined + second.rowsQuarantined,
  complete: second.complete,
});
