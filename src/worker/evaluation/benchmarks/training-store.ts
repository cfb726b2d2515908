import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readFloats, writeFloats } from '../../recommenders/models/float-file.ts';
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

function write(path: string, { epoch, steps, arrays }: TrainingState): void {
  writeFloats(path, { epoch, steps }, arrays);
}

function read(path: string): TrainingState {
  const { head, arrays } = readFloats(path);
  return { ...(head as Pick<TrainingState, 'epoch' | 'steps'>), arrays };
}
