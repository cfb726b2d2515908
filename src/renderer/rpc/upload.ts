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
  if (!response.ok) throw new Error(await refusalOf(response));
  return uploadAnswerSchema.parse(await response.json()).path;
}

/** The message in the answer, where it has one. */
async function refusalOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : null;
  return typeof message === 'string' ? message : response.statusText;
}
