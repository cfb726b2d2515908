import { resultExportUrl, type ExportChoice } from '../../shared/rpc/results.ts';
import { rpc } from '../rpc/client.ts';

/** Downloads a result as a file, sorted, filtered and arranged as chosen; the host streams it, so its size does not matter here. */
export async function exportResult(resultId: string, choice: ExportChoice & { name: string }): Promise<void> {
  const { url } = await rpc.host.ticket({ path: resultExportUrl(resultId, choice) });
  download(url, `${choice.name}.${choice.format}`);
}

export function download(url: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}
