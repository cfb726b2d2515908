import { BrowserWindow, shell } from 'electron';
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { Shell } from '../platform.ts';

/** What a report or an export is made of; nothing that a system would run. */
const OPENABLE = new Set([
  '.html',
  '.pdf',
  '.csv',
  '.xlsx',
  '.png',
  '.svg',
  '.md',
  '.txt',
  '.json',
  '.jsonl',
  '.parquet',
  '.arrow',
]);

export const nativeShell: Shell = {
  async openPath(path) {
    if (!OPENABLE.has(extname(path).toLowerCase())) {
      throw new TracklakeError('forbidden', `${path}: files of this kind are not opened from here`, { file: path });
    }
    const problem = await shell.openPath(path);
    if (problem !== '') throw new TracklakeError('not_found', `${path}: ${problem}`, { file: path });
  },
  reveal: path => shell.showItemInFolder(path),
  openExternal: url => shell.openExternal(url),
  async printToPdf(path, { landscape }) {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    if (window === undefined) throw new TracklakeError('internal', 'there is no window to print');
    await writeFile(
      path,
      await window.webContents.printToPDF({ landscape, printBackground: true, generateTaggedPDF: true }),
    );
  },
};
