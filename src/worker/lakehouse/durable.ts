import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes what was written to a file durable. */
export function syncFile(path: string): void {
  syncHandle(openSync(path, 'r+'));
}

/** Makes a rename in a folder durable. Windows can't open folders, and needs it not. */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') syncHandle(openSync(folder, 'r'));
}

function syncHandle(handle: number): void {
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
