import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unknownName } from '../../shared/errors.ts';
import { projectFile } from '../project-file.ts';
import { readPipeline, type Pipeline } from './pipeline.ts';

/** Where a person's own pipelines lie: their schedules are kept while the app is open; shipped ones are run by hand. */
export const ownPipelines = (lakePath: string): string => join(dirname(lakePath), 'pipelines');

/** Shipped pipelines, and those beside the lakehouse. */
export const pipelineFolders = (lakePath: string): string[] => [
  projectFile('data', 'pipelines'),
  ownPipelines(lakePath),
];

/** All pipelines of the given folders, by name; a later folder's pipeline takes the place of an earlier one's. */
export function pipelines(folders: readonly string[] = [projectFile('data', 'pipelines')]): Pipeline[] {
  const found = new Map<string, Pipeline>();
  for (const folder of folders) {
    const files = existsSync(folder) ? readdirSync(folder).filter(file => /\.ya?ml$/.test(file)) : [];
    for (const file of files.sort()) {
      const pipeline = readOnce(join(folder, file));
      found.set(pipeline.name, pipeline);
    }
  }
  return [...found.values()];
}

const read = new Map<string, { as: string; pipeline: Pipeline }>();

/** A file is read again when it has changed: clock and folders are looked at every few seconds. */
function readOnce(path: string): Pipeline {
  const { mtimeMs, size } = statSync(path);
  const as = `${mtimeMs} ${size}`;
  const known = read.get(path);
  if (known?.as === as) return known.pipeline;
  const pipeline = readPipeline(path);
  read.set(path, { as, pipeline });
  return pipeline;
}

/** The pipeline of this name. Throws `not_found` with the nearest name there is. */
export function pipelineNamed(name: string, folders?: readonly string[]): Pipeline {
  const all = pipelines(folders);
  const found = all.find(pipeline => pipeline.name === name);
  if (found === undefined)
    throw unknownName(
      'pipeline',
      name,
      all.map(pipeline => pipeline.name),
    );
  return found;
}
