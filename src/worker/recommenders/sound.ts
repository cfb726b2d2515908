import { z } from 'zod';
import { columnCounts } from '../matrix/csr.ts';
import { FactorScan } from '../matrix/factor-scan.ts';
import type { VectorIndex } from '../matrix/vector-index.ts';
import { seededRandom, shuffled } from '../matrix/random.ts';
import { floats } from './artefact.ts';
import { Adam, backward, forward, startNetwork, type Network } from './feature-network.ts';
import { ials } from './ials.ts';
import { fitIndex, indexFromArrays, indexParam, indexToArrays } from './near-tracks.ts';
import { historyOf } from './query-history.ts';
import { missing, type Dataset, type FitContext, type Items, type Model, type Recommender } from './recommender.ts';

const params = z.object({
  dimensions: z.int().min(2).max(256).default(32).describe('of the collaborative space'),
  hidden: z.int().min(1).max(512).default(48).describe('units of the network’s hidden layer'),
  epochs: z.int().min(1).max(200).default(12),
  rate: z.number().positive().max(1).default(0.004).describe('Adam’s step size'),
  minListeners: z
    .int()
    .min(1)
    .default(5)
    .describe('tracks with fewer listeners have no place yet that could be learned from'),
  placed: z
    .number()
    .min(0)
    .default(20)
    .describe('listeners at which a track’s own place counts as much as the predicted one'),
  index: indexParam,
});
type Params = z.infer<typeof params>;

/**
 * Gives every track a place in the space of latent tastes from how it sounds: a small network learns from the tracks that
 * many have played, and new tracks get the place that it predicts. A track's place moves to its own as listeners come.
 */
export const sound: Recommender<Params> = {
  name: 'sound',
  title: 'Sound, placed by listening',
  version: 1,
  params,
  exact: false,
  needs: ['features'],
  async fit(dataset, options, context) {
    const { features } = dataset.items;
    if (features === null) throw missing('sound', 'features');
    const latent = ials.params.parse({ dimensions: options.dimensions });
    const fitted = await (context.fitPart?.('ials', latent) ?? ials.fit(dataset, latent, context));
    const { arrays } = fitted.save();
    const [users, own] = [floats(arrays, 'users'), floats(arrays, 'items')];
    const inputs = inputsOf(dataset.items, features);
    const listeners = columnCounts(dataset.plays);
    const network = trained(inputs, own, listeners, options, context);
    const items = placed(network, inputs, own, listeners, options);
    const index = fitIndex(items, options.dimensions, options.index, context);
    return modelOf({ users, items }, options, dataset, index);
  },
  load({ arrays, meta }, dataset) {
    const options = params.parse(meta);
    const items = floats(arrays, 'items');
    const index = indexFromArrays(arrays, items, options.dimensions);
    return modelOf({ users: floats(arrays, 'users'), items }, options, dataset, index);
  },
};

interface Places {
  users: Float32Array;
  items: Float32Array;
}

/** Scores are dot products with the listener's place, or cosines with the seed track's: over all tracks, unless by an index. */
function modelOf(places: Places, options: Params, dataset: Dataset, index: VectorIndex | null): Model {
  const { dimensions } = options;
  let scan: FactorScan | undefined;
  return {
    score(query, scores) {
      if (scores.length === 0) return;
      scan ??= new FactorScan(places.items, dimensions);
      if (query.kind === 'seed' && index !== null) index.cosines(query.item, options.index ?? 1, scores);
      else if (query.kind === 'seed') scan.cosines(query.item, scores);
      else if (query.kind === 'user')
        scan.dots(places.users.subarray(query.user * dimensions, (query.user + 1) * dimensions), scores);
      else scan.dots(meanPlace(places.items, historyOf(query, dataset).items, dimensions), scores);
    },
    explain: () => null,
    save: () => ({ arrays: { ...places, ...indexToArrays(index) }, meta: { ...options } }),
  };
}

function meanPlace(places: Float32Array, tracks: Int32Array, dimensions: number): Float32Array {
  const mean = new Float32Array(dimensions);
  for (const track of tracks)
    for (let d = 0; d < dimensions; d += 1)
      mean[d] = (mean[d] ?? 0) + (places[track * dimensions + d] ?? 0) / tracks.length;
  return mean;
}

/** A row of inputs for each track: its features (unknown ones 0, the mean), then its genre as one of many. */
interface Inputs {
  rows: Float32Array;
  width: number;
}

function inputsOf(items: Items, features: Float32Array): Inputs {
  const sounds = items.featureNames.length;
  const width = sounds + items.genreNames.length;
  const rows = new Float32Array(items.ids.length * width);
  for (let item = 0; item < items.ids.length; item += 1) {
    for (let f = 0; f < sounds; f += 1) {
      const value = features[item * sounds + f] ?? NaN;
      rows[item * width + f] = Number.isNaN(value) ? 0 : value;
    }
    const genre = items.genre[item] ?? -1;
    if (genre >= 0) rows[item * width + sounds + genre] = 1;
  }
  return { rows, width };
}

const BATCH = 64;

function trained(
  { rows, width }: Inputs,
  own: Float32Array,
  listeners: Int32Array,
  options: Params,
  context: FitContext,
): Network {
  const { dimensions, hidden, epochs } = options;
  const network = startNetwork(width, hidden, dimensions, context.seed);
  const known = [...listeners.keys()].filter(item => (listeners[item] ?? 0) >= options.minListeners);
  const gradient = new Float32Array(network.weights.length);
  const adam = new Adam(network.weights.length, options.rate);
  const scratch = {
    hidden: new Float32Array(hidden),
    out: new Float32Array(dimensions),
    pull: new Float32Array(hidden),
  };
  const random = seededRandom(context.seed);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    context.progress({ stage: 'learning how tastes sound', done: epoch, total: epochs, unit: 'epochs' });
    const order = shuffled(known, random);
    for (let from = 0; from < order.length; from += BATCH) {
      context.cancel.throwIfRequested();
      const batch = order.slice(from, from + BATCH);
      gradient.fill(0);
      for (const item of batch)
        backward(
          network,
          rows.subarray(item * width, (item + 1) * width),
          own.subarray(item * dimensions, (item + 1) * dimensions),
          Math.log1p(listeners[item] ?? 0) / batch.length,
          gradient,
          scratch,
        );
      adam.step(network.weights, gradient);
    }
  }
  return network;
}

/** Predicted places, drawn to each track's own by how many have played it: n / (n + placed). */
function placed(
  network: Network,
  { rows, width }: Inputs,
  own: Float32Array,
  listeners: Int32Array,
  options: Params,
): Float32Array {
  const { dimensions } = options;
  const places = new Float32Array(own.length);
  const hidden = new Float32Array(network.hidden);
  const out = new Float32Array(dimensions);
  listeners.forEach((count, item) => {
    forward(network, rows.subarray(item * width, (item + 1) * width), hidden, out);
    const trust = count === 0 ? 0 : count / (count + options.placed);
    for (let d = 0; d < dimensions; d += 1) {
      const at = item * dimensions + d;
      places[at] = trust * (own[at] ?? 0) + (1 - trust) * (out[d] ?? 0);
    }
  });
  return places;
}
