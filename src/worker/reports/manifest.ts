import { createHash } from 'node:crypto';
import { jsonText } from './html/markup.ts';
import type { ReportFile } from './report.ts';

/** The end of a report page: the SHA-256 of all bytes before it, of the data block, and of the files beside the page. */
export interface Manifest {
  format: 'tracklake-report';
  version: 1;
  algorithm: 'sha256';
  /** How many bytes `page` covers: everything before the manifest's own element. */
  bytes: number;
  page: string;
  data: string;
  files: { name: string; format: string; bytes: number; rows: number; sha256: string }[];
}

export const MANIFEST_TAG = '<script type="application/json" id="manifest">';
const END = '</script>\n</body>\n</html>\n';

export function makeManifest(
  page: { bytes: number; sha256: string },
  data: string,
  files: readonly ReportFile[],
): Manifest {
  return {
    format: 'tracklake-report',
    version: 1,
    algorithm: 'sha256',
    bytes: page.bytes,
    page: page.sha256,
    data: sha256(data),
    files: files.map(({ name, format, bytes, rows, sha256 }) => ({ name, format, bytes, rows, sha256 })),
  };
}

/** The manifest as it stands in the page; nothing may follow it. */
export const manifestText = (manifest: Manifest): string => MANIFEST_TAG + jsonText(manifest) + END;

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
