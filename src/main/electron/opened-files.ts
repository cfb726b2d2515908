import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/** The files among what a program was started with, as absolute paths: no options, no folders, nothing that is not there. */
export function filesAmong(args: readonly string[], folder: string): string[] {
  return args
    .filter(each => each !== '' && !each.startsWith('-'))
    .map(each => resolve(folder, each))
    .filter(path => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}
