import { BrowserWindow, dialog, type BaseWindow } from 'electron';
import type { Dialogs } from '../platform.ts';

/** The system's own open and save dialogs, in front of the window that asked. */
export const nativeDialogs: Dialogs = {
  async open({ title, filters, folders, multiple }) {
    const { canceled, filePaths } = await inFront(window =>
      dialog.showOpenDialog(window, {
        filters,
        properties: [folders ? 'openDirectory' : 'openFile', ...(multiple ? (['multiSelections'] as const) : [])],
        ...(title === undefined ? {} : { title }),
      }),
    );
    return canceled ? null : filePaths;
  },
  async save({ title, defaultName, filters }) {
    const { canceled, filePath } = await inFront(window =>
      dialog.showSaveDialog(window, {
        filters,
        ...(title === undefined ? {} : { title }),
        ...(defaultName === undefined ? {} : { defaultPath: defaultName }),
      }),
    );
    return canceled ? null : filePath;
  },
};

function inFront<T>(show: (window: BaseWindow) => Promise<T>): Promise<T> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  if (window === undefined) throw new Error('there is no window to ask in');
  return show(window);
}
