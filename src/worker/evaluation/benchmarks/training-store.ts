import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import type { Sessions } from '../../recommenders/next-track/sessions.ts';
import type { SasrecParams } from '../../recommenders/next-track/sasrec/params.ts';
import type { TrainingState } from '../../recommenders/next-track/sasrec/trainer.ts';

/** Where trainings are kept after each epoch, so that an interrupted one goes on and a finished one is not done again. */
export interface TrainingStore {
  load(): TrainingState | null;
  save(state: TrainingState): void;
}

/** Raised where a change of code trains something else from the same data. */
const CODE = 1;

/** The training of these parameters on these sessions, in one file of the folder. */
export function trainingStore(folder: string, sessions: Sessions, params: SasrecParams, seed: number): TrainingStore {
  const identity = createHash('sha256')
    .update(JSON.stringify([CODE, params, seed, sessions.itemCount]))
    .update(sessions.starts)
    .update(sessions.items)
    .digest('hex');
  const path = join(folder, `sasrec-${identity.slice(0, 16)}.training`);
  return {
    load: () => (existsSync(path) ? read(path) : null),
    save: state => write(path, state),
  };
}

interface Header {
  epoch: number;
  steps: number;
  lengths: Record<string, number>;
}

/** A line of JSON, then the arrays one after the other. */
function write(path: string, { epoch, steps, arrays }: TrainingState): void {
  const lengths = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.length]));
  const header: Header = { epoch, steps, lengths };
  const parts = Object.values(arrays).map(array => Buffer.from(new Uint8Array(Float32Array.from(array).buffer)));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...parts]));
  renameSync(`${path}.new`, path);
}

function read(path: string): TrainingState {
  const bytes = readFileSync(path);
  const end = bytes.indexOf('\n');
  const { epoch, steps, lengths } = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
  const arrays: Record<string, Float32Array> = {};
  let at = end + 1;
  for (const [name, length] of Object.entries(lengths)) {
    if (at + length * 4 > bytes.length)
      throw new TracklakeError('corrupt', `${path} is cut off; remove it to train again`, { file: path });
    arrays[name] = new Float32Array(Uint8Array.from(bytes.subarray(at, at + length * 4)).buffer);
    at += length * 4;
  }
  return { epoch, steps, arrays };
}
