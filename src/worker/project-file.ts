import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json, whether this runs from `src/` or from the bundle in `out/`. */
export const projectRoot: string = findRoot(import.meta.dirname);

/** The path of a file that ships with the project (relations, shipped notebooks, wasm), given from the project's root. */
export const projectFile = (...parts: string[]): string => join(projectRoot, ...parts);

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${from}`);
  }
}
