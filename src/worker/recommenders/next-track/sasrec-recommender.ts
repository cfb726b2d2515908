import { bytes, floats } from '../artefact.ts';
import { missing, type Checkpoint, type Model, type Recommender } from '../recommender.ts';
import { fitSasrec, type SasrecContext, type SasrecModel } from './sasrec/fit.ts';
import { sasrecParams, type SasrecParams } from './sasrec/params.ts';
import { sasrecScorer } from './sasrec/score.ts';
import { gapSeconds } from './session-gap.ts';
import { heardIn, logFromArrays, logToArrays, sessionLog, type SessionLog } from './session-log.ts';

type Params = SasrecParams & { gapSeconds: number };

const params = sasrecParams.extend({ gapSeconds });

/** What comes next, by a Transformer that reads the sitting from left to right. It takes minutes; each epoch is kept. */
export const sasrec: Recommender<Params> = {
  name: 'sasrec',
  title: 'Transformer',
  version: 1,
  params,
  exact: false,
  needs: ['events'],
  task: 'next-track',
  async fit(dataset, options, context) {
    context.cancel.throwIfRequested();
    if (dataset.events === null) throw missing('sasrec', 'events');
    const log = sessionLog(dataset, options.gapSeconds);
    const { progress, cancel, seed, threads } = context;
    const own = { progress, cancel, seed, threads, log: context.log };
    const kept = context.checkpoint === undefined ? {} : { checkpoint: trainings(context.checkpoint) };
    return modelOf(log, await fitSasrec(log, options, { ...own, ...kept }), options);
  },
  load({ arrays, meta }, dataset) {
    const itemCount = dataset.items.ids.length;
    const options = params.parse(meta);
    const network = { dense: floats(arrays, 'dense'), items: floats(arrays, 'items'), known: bytes(arrays, 'known') };
    return modelOf(logFromArrays(arrays, itemCount), { params: options, itemCount, ...network }, options);
  },
};

function modelOf(log: SessionLog, network: SasrecModel, options: Params): Model {
  let scorer: ReturnType<typeof sasrecScorer> | undefined;
  return {
    score(query, scores) {
      const heard = heardIn(query, log);
      scores.fill(0);
      if (scores.length === 0 || heard.length === 0) return;
      scorer ??= sasrecScorer(network);
      scorer(heard, heard.length, scores);
    },
    explain: () => null,
    save: () => ({
      arrays: { ...logToArrays(log), dense: network.dense, items: network.items, known: network.known },
      meta: { ...options },
    }),
  };
}

/** A training's state as an artefact, which anything can keep. */
function trainings({ load, save }: Checkpoint): NonNullable<SasrecContext['checkpoint']> {
  return {
    load() {
      const kept = load();
      if (kept === null) return null;
      const names = Object.keys(kept.arrays);
      const arrays = Object.fromEntries(names.map(name => [name, floats(kept.arrays, name)]));
      return { epoch: Number(kept.meta['epoch']), steps: Number(kept.meta['steps']), arrays };
    },
    save: ({ epoch, steps, arrays }) => save({ arrays: { ...arrays }, meta: { epoch, steps } }),
  };
}
