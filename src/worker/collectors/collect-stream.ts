import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { openBatch, type Batch } from './batch.ts';
import type { Collector, Cursor, Page, Stream } from './collector.ts';
import { commitBatch, quarantineAnswer, type Origin } from './commit-batch.ts';
import type { ApiAnswer, ApiClient } from './http/api-client.ts';
import { keptProgress, streamKey } from './progress-kept.ts';

export interface StreamOptions {
  account: string;
  /** Everything from the beginning, not what is new; what is there already is not taken twice. */
  full: boolean;
  /** Stop after so many pages; the next collection goes on from there. */
  mostPages: number;
  /** For streams that ask for one record after another. */
  limit: number;
}

export interface StreamSummary {
  stream: string;
  /** Whether it went on where an earlier collection was interrupted. */
  resumed: boolean;
  pages: number;
  /** As the service gave them; `newRecords` are those that were not here. */
  records: number;
  newRecords: number;
  rowsLoaded: number;
  rowsQuarantined: number;
  /** False where it stopped at the most pages: there is more. */
  complete: boolean;
}

/**
 * Collects a stream page by page, from where it was interrupted, or from the newest back to what is known. Commits every
 * few pages. An answer in an unknown form ends it (`check_failed`), and goes to quarantine; so does a service that stays
 * silent (`unreachable`): what came before is kept either way.
 */
export async function collectStream(
  lake: Lakehouse,
  collector: Collector,
  stream: Stream,
  client: ApiClient,
  baseUrl: string,
  options: StreamOptions,
  ctx: JobContext,
): Promise<StreamSummary> {
  const { account, full, mostPages, limit } = options;
  const origin: Origin = { source: collector.name, stream, account, baseUrl };
  const key = streamKey(collector.name, stream.name);
  const before = keptProgress(lake, key, account);
  const resumed = !full && before?.cursor != null;
  const mark = before?.mark ?? null;
  let cursor = resumed ? before.cursor : stream.begin({ lake, account, mark: full ? null : mark, limit });
  let batch = openBatch(lake, key, account);
  let reached: Cursor | null = mark;
  const summary: StreamSummary = {
    stream: stream.name,
    resumed,
    pages: 0,
    records: 0,
    newRecords: 0,
    rowsLoaded: 0,
    rowsQuarantined: 0,
    complete: cursor === null,
  };
  const earlier = resumed ? { pages: before.pages, records: before.newRecords } : { pages: 0, records: 0 };

  const commit = async (at: Cursor | null): Promise<void> => {
    const now = ctx.now().toISOString();
    const committed = await commitBatch(
      lake,
      origin,
      batch,
      {
        stream: key,
        account,
        mark: at === null ? reached : mark,
        cursor: at,
        pages: earlier.pages + summary.pages,
        newRecords: earlier.records + summary.newRecords,
        movedAt: now,
        completedAt: at === null ? now : (before?.completedAt ?? null),
      },
      ctx,
    );
    summary.rowsLoaded += committed.rowsLoaded;
    summary.rowsQuarantined += committed.rowsQuarantined;
    batch = openBatch(lake, key, account);
  };

  while (cursor !== null && summary.pages < mostPages) {
    const page = await nextPage(cursor);
    summary.pages += 1;
    summary.records += page.records.length;
    cursor = page.next;
    if (page.mark !== null) reached = page.mark;
    ctx.progress({
      stage: `${collector.title}: ${stream.title}`,
      done: earlier.records + summary.records,
      total: page.total !== undefined && page.total >= earlier.records + summary.records ? page.total : null,
      unit: 'rows',
    });
    if (cursor === null || batch.isFull() || summary.pages >= mostPages) await commit(cursor);
  }
  summary.complete = cursor === null;
  return summary;

  /** Asks for a page and puts it into the batch. Before an error leaves, what waits is committed. */
  async function nextPage(at: Cursor): Promise<Page> {
    let answer: ApiAnswer | undefined;
    try {
      answer = await client.get(stream.request(at, account));
      const page = stream.read(answer.body, at, answer.status);
      summary.newRecords += taken(batch, answer, page);
      return page;
    } catch (error) {
      if (error instanceof TracklakeError && error.code !== 'cancelled') {
        if (batch.answers.length > 0) await commit(at);
        if (answer !== undefined) quarantineAnswer(lake, origin, answer, error.message, ctx);
      }
      throw error;
    }
  }
}

/** How many of the page's records were new. */
function taken(batch: Batch, answer: ApiAnswer, page: Page): number {
  const before = batch.fresh.length;
  batch.add(answer, page);
  return batch.fresh.length - before;
}
