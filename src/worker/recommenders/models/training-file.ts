import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { floats } from '../artefact.ts';
import type { Artefact, Checkpoint } from '../recommender.ts';
import { readFloats, writeFloats } from './float-file.ts';

/** The folder beside a lakehouse in which trainings that were cut off are kept. */
export const trainingFolder = (lakePath: string): string => `${lakePath}-trainings`;

/** A training's file, named by the id of the model that it will be; gone when the model is stored. */
export function trainingFile(lakePath: string, modelId: string): Checkpoint & { remove(): void } {
  const path = join(trainingFolder(lakePath), `${modelId}.training`);
  return {
    load: () => (existsSync(path) ? readTraining(path) : null),
    save: state => writeTraining(path, state),
    remove: () => rmSync(path, { force: true }),
  };
}

function writeTraining(path: string, { meta, arrays }: Artefact): void {
  writeFloats(path, { meta }, Object.fromEntries(Object.keys(arrays).map(name => [name, floats(arrays, name)])));
}

function readTraining(path: string): Artefact {
  const { head, arrays } = readFloats(path);
  return { meta: head['meta'] as Artefact['meta'], arrays };
}
