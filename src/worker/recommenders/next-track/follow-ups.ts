import { missing, type Model, type Reason, type Recommender } from '../recommender.ts';
import { rulesParams } from './registry.ts';
import { ruleBook, type RuleOptions } from './sequential-rules.ts';
import { gapSeconds } from './session-gap.ts';
import { heardIn, logFromArrays, logToArrays, sessionLog, type SessionLog } from './session-log.ts';

type Params = RuleOptions & { gapSeconds: number };

const params = rulesParams.extend({ gapSeconds });

/** What comes next, by what has come after the last tracks in all sittings. */
export const sequentialRules: Recommender<Params> = {
  name: 'sequential-rules',
  title: 'What came after the last tracks',
  version: 1,
  params,
  exact: true,
  needs: ['events'],
  task: 'next-track',
  async fit(dataset, options, context) {
    context.cancel.throwIfRequested();
    if (dataset.events === null) throw missing('sequential-rules', 'events');
    return modelOf(sessionLog(dataset, options.gapSeconds), options);
  },
  load: ({ arrays, meta }, dataset) => modelOf(logFromArrays(arrays, dataset.items.ids.length), params.parse(meta)),
};

function modelOf(log: SessionLog, options: Params): Model {
  const { eachRule } = ruleBook(log, options);
  return {
    score(query, scores) {
      const heard = heardIn(query, log);
      scores.fill(0);
      eachRule(heard, heard.length, (_from, to, value) => (scores[to] = (scores[to] ?? 0) + value));
    },
    explain(query, wanted) {
      const heard = heardIn(query, log);
      const reasons: Reason[] = [];
      eachRule(heard, heard.length, (from, to, contribution) => {
        if (to === wanted)
          reasons.push({ part: 'sequential-rules', contribution, because: { kind: 'after', item: from } });
      });
      return reasons.sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({ arrays: logToArrays(log), meta: { ...options } }),
  };
}
