import { uploadAnswerSchema, uploadUrl } from '../../shared/rpc/imports.ts';
import { fetchFromHost } from './client.ts';

/** What the preload adds in Electron: the path of a dropped file. */
interface DesktopBridge {
  pathForFile?: (file: File) => string;
}

/** The path by which the host can read a file: its own in Electron, a staged copy of it in a browser. */
export async function hostPath(file: File, signal?: AbortSignal): Promise<string> {
  const bridge = (window as { tracklake?: DesktopBridge }).tracklake;
  const own = bridge?.pathForFile?.(file);
  if (own !== undefined && own !== '') return own;
  const response = await fetchFromHost(uploadUrl(file.name), { method: 'POST', body: file, signal });
  if (!response.ok) throw new Error(`${file.name}: ${(await response.text()) || response.statusText}`);
  return uploadAnswerSchema.parse(await response.json()).path;
}
