import type { JobContext } from '../../../jobs/context.ts';
import { withCompute } from '../../../matrix/compute/compute.ts';
import type { Sessions } from '../sessions.ts';
import type { SasrecParams } from './params.ts';
import { Trainer, type TrainingState } from './trainer.ts';

/** A trained network: what `sasrecScorer` asks. */
export interface SasrecModel {
  readonly params: SasrecParams;
  readonly itemCount: number;
  /** The network's weights, and items × dimensions. */
  readonly dense: Float32Array;
  readonly items: Float32Array;
  /** 1 where an item was in the training: nothing is known of the others. */
  readonly known: Uint8Array;
}

export interface SasrecContext extends Pick<JobContext, 'progress' | 'cancel' | 'log'> {
  readonly seed: number;
  readonly threads: number;
  /** Where a training is kept after each epoch, so that it goes on from there. */
  readonly checkpoint?: { load(): TrainingState | null; save(state: TrainingState): void };
}

/** Trains to the end, from the checkpoint where there is one. Bit for bit the same for a seed. */
export function fitSasrec(sessions: Sessions, params: SasrecParams, context: SasrecContext): Promise<SasrecModel> {
  const { seed, threads, cancel, checkpoint } = context;
  return withCompute({ threads }, compute => {
    const trainer = new Trainer(compute, sessions, params, seed);
    const held = checkpoint?.load() ?? null;
    if (held !== null) trainer.resume(held);
    for (let epoch = held?.epoch ?? 0; epoch < params.epochs; epoch += 1) {
      const started = performance.now();
      const loss = trainer.trainEpoch(cancel, done =>
        context.progress({ stage: 'training sasrec', done: epoch + done, total: params.epochs, unit: 'steps' }),
      );
      const seconds = (performance.now() - started) / 1000;
      context.log('info', `sasrec epoch ${epoch + 1}: loss ${loss.toFixed(4)}, ${seconds.toFixed(1)} s`);
      checkpoint?.save(trainer.state());
    }
    return {
      params,
      itemCount: sessions.itemCount,
      dense: trainer.network.dense.value.slice(),
      items: trainer.items,
      known: knownItems(sessions),
    };
  });
}

function knownItems({ itemCount, items }: Sessions): Uint8Array {
  const known = new Uint8Array(itemCount);
  for (const item of items) known[item] = 1;
  return known;
}
