import { TracklakeError } from '../../../shared/errors.ts';
import type { JobContext } from '../../jobs/context.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Task } from '../recommender.ts';
import { taskOf } from '../registry.ts';
import { gateRules, judgeGates, type EvaluationFacts, type Gate, type GateRules } from './gates.ts';
import { sameParams } from './model-id.ts';
import { findModel, servedModel, type Publication, type StoredModel } from './model-store.ts';
import { servedBefore, serveModel, writeCard } from './serve-model.ts';

export interface PublishOptions {
  rules?: Partial<GateRules>;
  /** Serves the model although a gate failed; the reason is kept in its card. */
  override?: { reason: string };
}

export interface Published {
  model: StoredModel;
  gates: Gate[];
}

/** What would stand between this model and being served, from the newest evaluation of its parameters. */
export function gatesOf(lake: Lakehouse, modelId: string, rules: Partial<GateRules> = {}): Gate[] {
  const model = findModel(lake, modelId);
  const candidate = newestEvaluation(lake, model);
  const served = servedModel(lake, taskOf(model.recommender));
  return judgeGates(
    {
      snapshotId: model.snapshotId,
      candidate: candidate?.facts ?? null,
      popularity: candidate === null ? null : evaluationInRun(lake, candidate.runId, 'popularity', null),
      served:
        candidate === null || served === undefined || served.modelId === modelId
          ? null
          : evaluationInRun(lake, candidate.runId, served.recommender, served.params),
    },
    gateRules.parse(rules),
  );
}

/**
 * Serves a model whose gates all pass. Otherwise throws `check_failed` and notes the refusal in the model's card, unless
 * an override gives its reason.
 */
export function publishModel(
  lake: Lakehouse,
  modelId: string,
  { rules = {}, override }: PublishOptions,
  context: Pick<JobContext, 'now'>,
): Published {
  const gates = gatesOf(lake, modelId, rules);
  const failed = gates.filter(gate => !gate.passed);
  const summary = failed.map(gate => `${gate.name}: ${gate.detail}`).join('; ');
  if (failed.length === 0) serveModel(lake, modelId, { action: 'served', reason: 'all gates passed' }, context);
  else if (override !== undefined)
    serveModel(lake, modelId, { action: 'overridden', reason: `${override.reason} (failed: ${summary})` }, context);
  else {
    notePublication(lake, modelId, { at: context.now().toISOString(), action: 'refused', reason: summary });
    throw new TracklakeError('check_failed', `model ${modelId} is not served: ${summary}`, {
      gates,
      hint: 'evaluate it again, or override with a reason',
    });
  }
  return { model: findModel(lake, modelId), gates };
}

/**
 * Lets a report on a model out when its gates all pass. Otherwise throws `check_failed` and notes the refusal in the
 * model's card, unless an override gives its reason, which is noted there and so stands in the report.
 */
export function allowReport(
  lake: Lakehouse,
  modelId: string,
  override: { reason: string } | undefined,
  context: Pick<JobContext, 'now'>,
): Gate[] {
  const gates = gatesOf(lake, modelId);
  const failed = gates.filter(gate => !gate.passed);
  if (failed.length === 0) return gates;
  const summary = failed.map(gate => `${gate.name}: ${gate.detail}`).join('; ');
  const note = (action: Publication['action'], reason: string): void => {
    if (lake.writable) notePublication(lake, modelId, { at: context.now().toISOString(), action, reason });
  };
  if (override !== undefined) {
    note('reported', `${override.reason} (failed: ${summary})`);
    return gates;
  }
  note('report refused', summary);
  throw new TracklakeError('check_failed', `no report on model ${modelId}: ${summary}`, {
    gates,
    hint: 'evaluate it, or override with a reason',
  });
}

/** Serves the model that was served before the one that answers this task. Throws `not_found` where there was none. */
export function rollBack(
  lake: Lakehouse,
  reason: string,
  context: Pick<JobContext, 'now'>,
  task: Task = 'lists',
): StoredModel {
  const before = servedBefore(lake, task);
  if (before === undefined) throw new TracklakeError('not_found', 'no model was served before this one');
  serveModel(lake, before.modelId, { action: 'rolled back to', reason }, context);
  return findModel(lake, before.modelId);
}

export function notePublication(lake: Lakehouse, modelId: string, publication: Publication): void {
  const { card } = findModel(lake, modelId);
  writeCard(lake, modelId, { ...card, publications: [...card.publications, publication] });
}

function newestEvaluation(lake: Lakehouse, model: StoredModel): { runId: string; facts: EvaluationFacts } | null {
  const rows = evaluations(lake, `recommender = ? and (protocol ->> '$.kind' = 'sessions') = (? = 'next-track')`, [
    model.recommender,
    taskOf(model.recommender),
  ]);
  const found = rows.find(row => sameParams(JSON.parse(row.params) as object, model.params));
  return found === undefined ? null : { runId: found.runId, facts: factsOf(found) };
}

function evaluationInRun(
  lake: Lakehouse,
  runId: string,
  recommender: string,
  params: object | null,
): EvaluationFacts | null {
  const rows = evaluations(lake, 'run_id = ? and recommender = ?', [runId, recommender]);
  const found = rows.find(row => params === null || sameParams(JSON.parse(row.params) as object, params));
  return found === undefined ? null : factsOf(found);
}

interface EvaluationRow {
  runId: string;
  snapshotId: number;
  params: string;
  protocol: string;
  metrics: string;
  segments: string | null;
}

/** Newest first. */
function evaluations(lake: Lakehouse, where: string, parameters: readonly string[]): EvaluationRow[] {
  return lake.db
    .prepare(
      `select run_id as runId, snapshot_id as snapshotId, params, protocol, metrics, segments
       from lake_evaluations where ${where} order by evaluation_id desc limit 100`,
    )
    .all(...parameters) as EvaluationRow[];
}

function factsOf(row: EvaluationRow): EvaluationFacts {
  const protocol = JSON.parse(row.protocol) as { k: number; leak?: EvaluationFacts['leak'] };
  return {
    k: protocol.k,
    snapshotId: row.snapshotId,
    metrics: JSON.parse(row.metrics) as Record<string, number>,
    segments: row.segments === null ? {} : (JSON.parse(row.segments) as EvaluationFacts['segments']),
    leak: protocol.leak ?? { passed: false, findings: ['the split was not audited'] },
  };
}
