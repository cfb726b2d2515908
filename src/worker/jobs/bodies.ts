import type { JobKind } from '../../shared/domain/jobs.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import type { JobContext } from './context.ts';

/** How one kind of job is done; its module is loaded when first needed, so that a thread starts fast. */
export type JobBody = (lake: Lakehouse, params: Record<string, unknown>, context: JobContext) => Promise<unknown>;
export type JobBodies = Partial<Record<JobKind, JobBody>>;

/** Params come from the contract or the command line, which have checked them; each body says what it takes of them. */
export const bodies: JobBodies = {
  /** A seed year, then as many weeks after it as `weeks` says. */
  async generate(_lake, { weeks, ...params }, context) {
    const { generateSeed } = await import('../generate/seed.ts');
    const summary = await generateSeed(params as unknown as Parameters<typeof generateSeed>[0], context);
    if (!weeks) return summary;
    const { generateWeekly } = await import('../generate/weekly.ts');
    return { ...summary, weekly: await generateWeekly({ out: String(params['out']), weeks: Number(weeks) }, context) };
  },
  async import(lake, params, context) {
    const { importPaths } = await import('../importers/import-paths.ts');
    return importPaths(lake, params as unknown as Parameters<typeof importPaths>[1], context);
  },
  async collect(lake, params, context) {
    const { collect } = await import('../collectors/collect.ts');
    return collect(lake, params as unknown as Parameters<typeof collect>[1], context);
  },
  /** One load, or with `listener` one person. */
  async forget(lake, params, context) {
    if (params['listener'] !== undefined) {
      const { forgetListener } = await import('../privacy/forget-listener.ts');
      return forgetListener(lake, params as unknown as Parameters<typeof forgetListener>[1], context);
    }
    const { forgetLoad } = await import('../lakehouse/ledger-forget.ts');
    return forgetLoad(lake, params['load'] as string | number, context);
  },
  async build(lake, params, context) {
    const { buildLakehouse } = await import('../lakehouse/build.ts');
    return buildLakehouse(lake, params, context);
  },
  async check(lake, params, context) {
    const { runChecks } = await import('../lakehouse/checks.ts');
    return runChecks(lake, params, context);
  },
  async fit(lake, params, context) {
    const { fitModel } = await import('../recommenders/models/fit-model.ts');
    return fitModel(lake, params, context);
  },
  /** With `search` it looks for a recommender's parameters; otherwise it judges recommenders. */
  async evaluate(lake, { search, ...params }, context) {
    if (search !== undefined) {
      const { searchParams } = await import('../evaluation/search-params.ts');
      return searchParams(lake, search as unknown as Parameters<typeof searchParams>[1], context);
    }
    const { evaluateLakehouse } = await import('../evaluation/evaluate-lakehouse.ts');
    return evaluateLakehouse(lake, params, context);
  },
  async recommend(lake, params, context) {
    const { recommendToAll } = await import('../recommenders/serving/recommend-to-all.ts');
    return recommendToAll(lake, params, context);
  },
  async report(lake, params, context) {
    const { writeReport } = await import('../reports/write-report.ts');
    return writeReport(lake, params as unknown as Parameters<typeof writeReport>[1], context);
  },
};
