import { resultExportUrl, type ExportFormat } from '../../shared/rpc/results.ts';
import { rpc } from '../rpc/client.ts';

/** Downloads the whole result as a file; the host streams it, so its size does not matter here. */
export async function exportResult(
  resultId: string,
  format: ExportFormat,
  options: { view?: string; name: string },
): Promise<void> {
  const { url } = await rpc.host.ticket({ path: resultExportUrl(resultId, { format, ...options }) });
  download(url, `${options.name}.${format}`);
}

export function download(url: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}
