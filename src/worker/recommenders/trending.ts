import { z } from 'zod';
import { floats } from './artefact.ts';
import { missing, type Model, type Recommender } from './recommender.ts';

const params = z.object({
  halfLifeDays: z.number().positive().default(14).describe('a play this old counts half'),
  windowDays: z.number().positive().nullable().default(null).describe('older plays do not count at all'),
});

const SECONDS_A_DAY = 86_400;

/** What everyone plays now: plays that fade with a half-life, within a window where one is set. */
export const trending: Recommender<z.infer<typeof params>> = {
  name: 'trending',
  title: 'Trending',
  version: 1,
  params,
  exact: true,
  needs: ['events'],
  async fit(dataset, { halfLifeDays, windowDays }, context) {
    if (dataset.events === null) throw missing('trending', 'events');
    const { item, at } = dataset.events;
    const faded = new Float64Array(dataset.items.ids.length);
    const plays = new Int32Array(dataset.items.ids.length);
    for (let e = 0; e < item.length; e += 1) {
      if (e % 65_536 === 0) {
        context.cancel.throwIfRequested();
        context.progress({ stage: 'adding up recent plays', done: e, total: item.length, unit: 'rows' });
      }
      const age = dataset.asOf - (at[e] ?? 0) / SECONDS_A_DAY;
      if (windowDays !== null && age > windowDays) continue;
      const track = item[e] ?? 0;
      faded[track] = (faded[track] ?? 0) + 2 ** (-age / halfLifeDays);
      plays[track] = (plays[track] ?? 0) + 1;
    }
    return modelOf(Float32Array.from(faded, Math.log1p), Float32Array.from(plays));
  },
  load: ({ arrays }) => modelOf(floats(arrays, 'trend'), floats(arrays, 'plays')),
};

function modelOf(trend: Float32Array, plays: Float32Array): Model {
  return {
    score: (_query, scores) => scores.set(trend),
    explain: (_query, item) => [
      {
        part: trending.name,
        contribution: trend[item] ?? 0,
        because: { kind: 'popularity', plays: plays[item] ?? 0 },
      },
    ],
    save: () => ({ arrays: { trend, plays }, meta: {} }),
  };
}
