import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import { notebookFolder } from '../app-state/notebook-places.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

const MOST_STATE_CHARACTERS = 1_000_000;

export function settingsCalls(os: WorkerImplementer['settings'], { state, holder, cacheFolder }: WorkerProcess) {
  const { db } = state;
  return {
    get: os.get.handler(() => state.settings()),
    set: os.set.handler(({ input }) => state.changeSettings(input)),
    reset: os.reset.handler(() => state.resetSettings()),
    loadState: os.loadState.handler(({ input }) => {
      const value = db.prepare('select value from page_state where key = ?').pluck().get(input.key);
      return { value: typeof value === 'string' ? (JSON.parse(value) as unknown) : null };
    }),
    saveState: os.saveState.handler(({ input }) => {
      const text = JSON.stringify(input.value ?? null);
      if (text.length > MOST_STATE_CHARACTERS)
        throw new TracklakeError('limit', `${input.key}: a page's state is at most 1 MB`);
      db.prepare(
        'insert into page_state (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
      ).run(input.key, text);
      return { ok: true as const };
    }),
    places: os.places.handler(() => {
      const lake = holder.current().lake.path;
      return [
        { name: 'lakehouse', path: lake, bytes: sizeOf(lake) },
        { name: 'state', path: state.folder, bytes: sizeOf(join(state.folder, 'state.db')) },
        { name: 'notebooks', path: notebookFolder(state), bytes: folderSize(notebookFolder(state)) },
        { name: 'cache', path: cacheFolder, bytes: folderSize(join(cacheFolder, 'results')) },
      ];
    }),
  };
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

const MOST_FILES_COUNTED = 5_000;

/** Of its files, down to any depth; of the first few thousand, where there are more. */
function folderSize(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).slice(0, MOST_FILES_COUNTED);
  return files.reduce((sum, file) => sum + (file.isFile() ? sizeOf(join(file.parentPath, file.name)) : 0), 0);
}
