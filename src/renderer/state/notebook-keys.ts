import type { IconName } from '../ui/icon.tsx';

/** A command of notebooks as the settings know it, whether or not a notebook is open. */
export interface NotebookKey {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** `D D` is one key pressed twice. */
  readonly keys?: string;
  readonly icon?: IconName;
}

const NOTEBOOK = 'Notebook';
const CELL = 'Notebook, while a cell is selected';

/** Work anywhere in a notebook, and stand in the palette. */
export const NOTEBOOK_COMMANDS = [
  { id: 'notebook.runCell', title: 'Run cell', group: NOTEBOOK, icon: 'play', keys: 'Mod+Enter' },
  {
    id: 'notebook.previewCell',
    title: 'Run a preview of the cell',
    group: NOTEBOOK,
    icon: 'play',
    keys: 'Mod+Alt+Enter',
  },
  { id: 'notebook.runAbove', title: 'Run cells above', group: NOTEBOOK, icon: 'play' },
  { id: 'notebook.runStale', title: 'Run stale cells', group: NOTEBOOK, icon: 'refresh', keys: 'Mod+Shift+Enter' },
  { id: 'notebook.runAll', title: 'Run all cells', group: NOTEBOOK, icon: 'play' },
  { id: 'notebook.cancelAll', title: 'Cancel all running cells', group: NOTEBOOK, icon: 'stop' },
  { id: 'notebook.save', title: 'Save notebook', group: NOTEBOOK, icon: 'save', keys: 'Mod+S' },
  { id: 'notebook.reading', title: 'Reading view on or off', group: NOTEBOOK, icon: 'eye', keys: 'Mod+Shift+E' },
  { id: 'notebook.arrange', title: 'Arrange the tiles of the reading view', group: NOTEBOOK, icon: 'columns' },
  { id: 'notebook.graph', title: 'Show how the cells read each other', group: NOTEBOOK, icon: 'lineage' },
  { id: 'notebook.versions', title: 'Earlier versions of this notebook', group: NOTEBOOK, icon: 'clock' },
  { id: 'notebook.history', title: 'Query history', group: NOTEBOOK, icon: 'history' },
  { id: 'notebook.keys', title: 'Keys in a notebook', group: NOTEBOOK, icon: 'keyboard' },
  { id: 'notebook.addSql', title: 'Add SQL cell', group: NOTEBOOK, icon: 'code' },
  { id: 'notebook.addText', title: 'Add text cell', group: NOTEBOOK, icon: 'text' },
] as const satisfies readonly NotebookKey[];
export type NotebookCommandId = (typeof NOTEBOOK_COMMANDS)[number]['id'];

/** As in Jupyter: they work while a cell is selected and nothing is being typed. */
export const CELL_COMMANDS = [
  { id: 'cell.edit', title: 'Edit the cell', group: CELL, keys: 'Enter' },
  { id: 'cell.above', title: 'Select the cell above', group: CELL, keys: 'K' },
  { id: 'cell.below', title: 'Select the cell below', group: CELL, keys: 'J' },
  { id: 'cell.insertAbove', title: 'Insert a SQL cell above', group: CELL, keys: 'A' },
  { id: 'cell.insertBelow', title: 'Insert a SQL cell below', group: CELL, keys: 'B' },
  { id: 'cell.delete', title: 'Delete the cell', group: CELL, keys: 'D D' },
  { id: 'cell.duplicate', title: 'Duplicate the cell', group: CELL, keys: 'Shift+D' },
  { id: 'cell.toText', title: 'Make it a text cell', group: CELL, keys: 'M' },
  { id: 'cell.toSql', title: 'Make it a SQL cell', group: CELL, keys: 'Y' },
  { id: 'cell.collapse', title: 'Collapse or expand', group: CELL, keys: 'O' },
  { id: 'cell.flip', title: 'Flip between table and chart', group: CELL, keys: 'T' },
  { id: 'cell.undo', title: 'Undo a change of cells', group: CELL, keys: 'Z' },
  { id: 'cell.redo', title: 'Redo it', group: CELL, keys: 'Shift+Z' },
  { id: 'cell.moveUp', title: 'Move the cell up', group: CELL, keys: 'Alt+ArrowUp' },
  { id: 'cell.moveDown', title: 'Move the cell down', group: CELL, keys: 'Alt+ArrowDown' },
  { id: 'cell.runAndGoOn', title: 'Run and go to the next', group: CELL, keys: 'Shift+Enter' },
  { id: 'cell.cancel', title: 'Cancel the cell', group: CELL, keys: 'I I' },
] as const satisfies readonly NotebookKey[];
export type CellCommandId = (typeof CELL_COMMANDS)[number]['id'];
