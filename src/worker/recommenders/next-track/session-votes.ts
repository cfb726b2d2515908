import { z } from 'zod';
import { missing, type Model, type Reason, type Recommender } from '../recommender.ts';
import { rememberLast } from '../remember-last.ts';
import { stanParams } from './registry.ts';
import { heardIn, logFromArrays, logToArrays, sessionLog, type SessionLog } from './session-log.ts';
import { gapSeconds } from './session-gap.ts';
import { vmisParams, voteCounter, type VmisParams } from './vmis-knn.ts';

type Params = VmisParams & { gapSeconds: number };

/** What comes next, by the past sittings most like this one. */
export const vmisKnn: Recommender<Params> = voting(
  'vmis-knn',
  'Sessions like this one',
  vmisParams.extend({ gapSeconds }),
);

/** The same by order and age. */
export const stan: Recommender<Params> = voting(
  'stan',
  'Sessions like this one, by order and age',
  stanParams.extend({ gapSeconds }),
);

function voting(name: string, title: string, params: z.ZodType<Params>): Recommender<Params> {
  return {
    name,
    title,
    version: 1,
    params,
    exact: true,
    needs: ['events'],
    task: 'next-track',
    async fit(dataset, options, context) {
      context.cancel.throwIfRequested();
      if (dataset.events === null) throw missing(name, 'events');
      const log = sessionLog(dataset, options.gapSeconds);
      context.log('info', `${name} learned from ${log.count} sessions`);
      return modelOf(name, log, options);
    },
    load: ({ arrays, meta }, dataset) =>
      modelOf(name, logFromArrays(arrays, dataset.items.ids.length), params.parse(meta)),
  };
}

interface Vote {
  session: number;
  item: number;
  vote: number;
}

/** Scores are the votes ÷ all votes that were cast, so that they are comparable from moment to moment. */
function modelOf(name: string, log: SessionLog, options: Params): Model {
  const { eachVote } = voteCounter(log, options);
  const votesFor = rememberLast(query => {
    const heard = heardIn(query, log);
    const votes: Vote[] = [];
    eachVote(heard, heard.length, (session, item, vote) => votes.push({ session, item, vote }));
    const all = votes.reduce((sum, { vote }) => sum + vote, 0);
    return { heard: new Set(heard), votes, scale: all > 0 ? 1 / all : 0 };
  });
  const sharedWith = (session: number, heard: ReadonlySet<number>): number[] => [
    ...new Set(log.items.subarray(log.starts[session], log.starts[session + 1]).filter(item => heard.has(item))),
  ];
  return {
    score(query, scores) {
      const { votes, scale } = votesFor(query);
      scores.fill(0);
      for (const { item, vote } of votes) scores[item] = (scores[item] ?? 0) + vote * scale;
    },
    explain(query, wanted) {
      const { heard, votes, scale } = votesFor(query);
      const bySession = Map.groupBy(
        votes.filter(({ item, vote }) => item === wanted && vote > 0),
        ({ session }) => session,
      );
      return [...bySession]
        .map(([session, own]): Reason => ({
          part: name,
          contribution: own.reduce((sum, { vote }) => sum + vote * scale, 0),
          because: {
            ...{ kind: 'session', session, user: log.user[session] ?? 0, at: log.startedAt[session] ?? 0 },
            shared: sharedWith(session, heard),
          },
        }))
        .sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({ arrays: logToArrays(log), meta: { ...options } }),
  };
}
