import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/** The native menu. Items of the app itself are commands of the interface, which does them however they were asked for. */
export function setMenu(run: (command: string) => void): void {
  const item = (label: string, command: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => run(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [{ role: 'appMenu' as const }] : []),
      {
        label: '&File',
        submenu: [
          item('New Notebook', 'notebook.new', 'CmdOrCtrl+N'),
          item('Import Files…', 'data.import', 'CmdOrCtrl+I'),
          item('Open Another Lakehouse…', 'lake.open', 'CmdOrCtrl+Shift+O'),
          { type: 'separator' },
          item('Save', 'notebook.save', 'CmdOrCtrl+S'),
          item('Save As…', 'notebook.saveAs', 'CmdOrCtrl+Shift+S'),
          { type: 'separator' },
          item('Make a Report…', 'reports.make'),
          { type: 'separator' },
          mac ? { role: 'close' } : { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: '&Run',
        submenu: [item('Build Silver and Gold', 'lake.build'), item('Run All Checks', 'lake.check')],
      },
      {
        label: '&View',
        submenu: [
          item('Command Palette', 'shell.palette', 'CmdOrCtrl+K'),
          item('Narrow or Widen the Sidebar', 'shell.sidebar', 'CmdOrCtrl+B'),
          { type: 'separator' },
          item('Zoom In', 'zoom.in', 'CmdOrCtrl+Plus'),
          item('Zoom Out', 'zoom.out', 'CmdOrCtrl+-'),
          item('Actual Size', 'zoom.reset', 'CmdOrCtrl+0'),
          { type: 'separator' },
          { role: 'togglefullscreen' },
          ...(app.isPackaged ? [] : [{ role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
        ],
      },
      { role: 'windowMenu' },
      { role: 'help', submenu: [item('Keyboard Shortcuts', 'shell.shortcuts')] },
    ]),
  );
}
