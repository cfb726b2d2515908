import type { ReportFacts } from './report.ts';

/** The stamp that every file of a report carries: what it was made from, and by what. */
export function stampOf(facts: ReportFacts) {
  const { provenance, model, checks } = facts;
  return {
    title: facts.title,
    synthetic: facts.synthetic,
    made_at: facts.madeAt,
    run_id: facts.runId,
    tracklake: facts.appVersion,
    lake_id: provenance.lakeId,
    snapshot_id: provenance.snapshotId,
    model_id: model.modelId,
    model_snapshot_id: model.snapshotId,
    recommender: model.recommender,
    parameters: model.params,
    k: facts.k,
    listeners: facts.listeners,
    chosen: facts.chosen,
    checks: { passed: checks.passed, warned: checks.warned, failed: checks.failed, checked_at: checks.checkedAt },
    relations: Object.fromEntries(
      provenance.relations.map(({ relation, snapshot_id, sql_sha256 }) => [relation, { snapshot_id, sql_sha256 }]),
    ),
  };
}
