import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import type { LakeHolder } from './open-lake.ts';
import { reportFile } from './reports.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
};

/** Answers `GET /reports/ID/FILE`; false for any other path. The host sandboxes what it passes on. */
export function serveReportFile(holder: LakeHolder, request: IncomingMessage, response: ServerResponse): boolean {
  const [, id, name] = /^\/reports\/(\d+)\/([^/?]+)/.exec(request.url ?? '') ?? [];
  if (id === undefined || name === undefined || request.method !== 'GET') return false;
  try {
    const path = reportFile(holder.current().lake, Number(id), decodeURIComponent(name));
    response.writeHead(200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-length': statSync(path).size,
    });
    createReadStream(path)
      .on('error', () => response.destroy())
      .pipe(response);
  } catch (error) {
    response
      .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
      .end(error instanceof Error ? error.message : String(error));
  }
  return true;
}
