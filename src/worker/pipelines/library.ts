import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { TracklakeError, unknownName } from '../../shared/errors.ts';
import { projectFile } from '../project-file.ts';
import { readPipeline, type Pipeline } from './pipeline.ts';

/** Where a person's own pipelines lie: their schedules are kept while the app is open; shipped ones are run by hand. */
export const ownPipelines = (lakePath: string): string => join(dirname(lakePath), 'pipelines');

/** Shipped pipelines, and those beside the lakehouse. */
export const pipelineFolders = (lakePath: string): string[] => [
  projectFile('data', 'pipelines'),
  ownPipelines(lakePath),
];

export interface Library {
  pipelines: Pipeline[];
  /** Files that are no pipelines, with what is wrong with them: the others are run as ever. */
  problems: { file: string; message: string }[];
}

/** All pipelines of the given folders, by name; a later folder's pipeline takes the place of an earlier one's. */
export function readLibrary(folders: readonly string[] = [projectFile('data', 'pipelines')]): Library {
  const found = new Map<string, Pipeline>();
  const problems: Library['problems'] = [];
  for (const folder of folders) {
    const files = existsSync(folder) ? readdirSync(folder).filter(file => /\.ya?ml$/.test(file)) : [];
    for (const file of files.sort()) {
      const path = join(folder, file);
      try {
        const pipeline = readOnce(path);
        found.set(pipeline.name, pipeline);
      } catch (error) {
        problems.push({ file: path, message: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  return { pipelines: [...found.values()], problems };
}

/** The pipelines that can be read; `complain` is told of each file that can't. */
export function pipelines(folders?: readonly string[], complain: (message: string) => void = () => {}): Pipeline[] {
  const { pipelines, problems } = readLibrary(folders);
  for (const { message } of problems) complain(message);
  return pipelines;
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

/** The pipeline of this name. Throws what is wrong with its file, or `not_found` with the nearest name there is. */
export function pipelineNamed(name: string, folders?: readonly string[]): Pipeline {
  const { pipelines, problems } = readLibrary(folders);
  const found = pipelines.find(pipeline => pipeline.name === name);
  if (found !== undefined) return found;
  const broken = problems.find(({ file }) => parse(file).name === name);
  if (broken !== undefined) throw new TracklakeError('bad_input', broken.message, { file: broken.file });
  throw unknownName(
    'pipeline',
    name,
    pipelines.map(pipeline => pipeline.name),
  );
}
