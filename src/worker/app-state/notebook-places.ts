import { join, relative, resolve, sep } from 'node:path';
import { isAbsolute } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import { projectFile } from '../project-file.ts';
import type { AppState } from './open.ts';

export const shippedFolder = (): string => projectFile('data', 'notebooks');

/** Where a person's own notebooks are, unless the settings say otherwise. */
export const notebookFolder = (state: AppState): string =>
  state.settings().notebookFolder ?? join(state.folder, '..', 'notebooks');

export type Origin = 'shipped' | 'user' | 'file' | 'untitled';

export const originOf = (ref: string): Origin => ref.slice(0, ref.indexOf(':')) as Origin;

/** The file behind a reference; null for an untitled one. A path that leaves its folder is refused. */
export function pathOf(state: AppState, ref: string): string | null {
  const rest = ref.slice(ref.indexOf(':') + 1);
  switch (originOf(ref)) {
    case 'shipped':
      return within(shippedFolder(), rest);
    case 'user':
      return within(notebookFolder(state), rest);
    case 'file':
      if (!isAbsolute(rest)) throw new TracklakeError('bad_input', `${rest} is not an absolute path`, { file: rest });
      return resolve(rest);
    case 'untitled':
      return null;
  }
}

/** How a file is named: by its folder where it lies in one of ours. */
export function refOf(state: AppState, path: string): string {
  const own = relative(resolve(notebookFolder(state)), path);
  return own !== '' && !own.startsWith('..') && !isAbsolute(own) ? `user:${own.split(sep).join('/')}` : `file:${path}`;
}

function within(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (!path.startsWith(resolve(folder) + sep))
    throw new TracklakeError('forbidden', `${name} lies outside of the notebooks' folder`);
  return path;
}
