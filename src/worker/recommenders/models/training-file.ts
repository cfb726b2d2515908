import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import { floats } from '../artefact.ts';
import type { Artefact, Checkpoint } from '../recommender.ts';

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

interface Header {
  meta: Artefact['meta'];
  lengths: Record<string, number>;
}

/** A line of JSON, then the arrays one after the other; moved to its name when it is whole. */
function writeTraining(path: string, { meta, arrays }: Artefact): void {
  const names = Object.keys(arrays);
  const header: Header = { meta, lengths: Object.fromEntries(names.map(name => [name, arrays[name]?.length ?? 0])) };
  // copied, because the arrays may lie in memory that threads share, which files are not written from
  const parts = names.map(name => Buffer.from(Float32Array.from(floats(arrays, name)).buffer));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...parts]));
  renameSync(`${path}.new`, path);
}

function readTraining(path: string): Artefact {
  const bytes = readFileSync(path);
  const end = bytes.indexOf('\n');
  const { meta, lengths } = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
  const arrays: Artefact['arrays'] = {};
  let at = end + 1;
  for (const [name, length] of Object.entries(lengths)) {
    if (at + length * 4 > bytes.length)
      throw new TracklakeError('corrupt', `${path} is cut off; remove it to train again`, { file: path });
    arrays[name] = new Float32Array(Uint8Array.from(bytes.subarray(at, at + length * 4)).buffer);
    at += length * 4;
  }
  return { meta, arrays };
}
