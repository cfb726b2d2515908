import { open, rename, rm } from 'node:fs/promises';
import { TracklakeError } from '../shared/errors.ts';
import { resultExportUrl, type ExportFormat } from '../shared/rpc/results.ts';
import { absolute, asFileError, temporaryBeside } from './chosen-files.ts';
import { forward } from './proxy.ts';
import type { Children } from './supervise/children.ts';

interface ExportRequest {
  resultId: string;
  view?: string | undefined;
  columns?: readonly number[] | undefined;
  format: ExportFormat;
  path: string;
}
type ExportEvent = { kind: 'progress'; bytes: number } | { kind: 'done'; bytes: number; path: string };

const REPORT_EVERY_MS = 200;

/** Streams a result into a file: a temporary one beside it, then a rename, so that nobody meets half an export. */
export async function* writeExport(
  { resultId, path: wanted, ...choice }: ExportRequest,
  children: Children,
  signal: AbortSignal | undefined,
): AsyncGenerator<ExportEvent> {
  const path = absolute(wanted);
  const url = resultExportUrl(resultId, choice);
  const lease = await children.cells.take();
  const beside = temporaryBeside(path);
  let bytes = 0;
  let whole = false;
  try {
    const request = new Request(new URL(url, 'http://host'), signal === undefined ? {} : { signal });
    const { response, ended } = await forward(request, lease.child, children.cellHeaders());
    if (!response.ok || response.body === null)
      throw new TracklakeError('not_found', `no result ${resultId} to export`);
    const file = await open(beside, 'wx');
    try {
      let reportedAt = performance.now();
      for await (const chunk of response.body) {
        await file.write(chunk);
        bytes += chunk.byteLength;
        if (performance.now() - reportedAt < REPORT_EVERY_MS) continue;
        reportedAt = performance.now();
        yield { kind: 'progress', bytes };
      }
      whole = (await ended) === 'whole';
      if (!whole) throw new TracklakeError('internal', 'the export ended early; nothing was written');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    yield { kind: 'done', bytes, path };
  } catch (error) {
    throw asFileError(path, error);
  } finally {
    await rm(beside, { force: true });
    if (whole) lease.release();
    else lease.kill();
  }
}
