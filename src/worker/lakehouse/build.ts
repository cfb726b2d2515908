import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from './open.ts';
import { BuildRun, type RelationOutcome } from './build-run.ts';
import { checkSources, recheckRefused, type CheckResult } from './checks.ts';
import { relationNamed, relations, type Relation } from './relations.ts';

export interface BuildOptions {
  /** Build these and what they read; all when left out. */
  relations?: string[];
  /** Build anew even what has not changed. */
  full?: boolean;
  /** Off: every relation by its SQL, also those that have a kernel. The rows are the same. */
  kernels?: boolean;
}

export interface BuildSummary {
  /** The snapshot that this build made, or null when nothing had changed. */
  snapshotId: number | null;
  outcomes: RelationOutcome[];
  /** How many relations were built, in full or in part. */
  built: number;
  unchanged: number;
  failed: number;
  heldBack: number;
  seconds: number;
  /** Of `seconds`, how many went into checks. */
  checkSeconds: number;
}

/**
 * Brings silver and gold up to date with bronze. Each relation is written beside the old one, checked, and swapped in with
 * one commit; where a check of severity `error` fails, the old one stays and what reads it is held back. Relations whose
 * inputs and SQL have not changed are left alone, so a killed build goes on where it was when it is started again.
 */
export function buildLakehouse(lake: Lakehouse, options: BuildOptions, ctx: JobContext): BuildSummary {
  const started = performance.now();
  const chosen = withInputs(options.relations);
  const run = new BuildRun(lake, chosen, { full: options.full ?? false, kernels: options.kernels ?? true }, ctx);
  run.dropLeftovers();
  try {
    const sources = checkSources(lake, ctx);
    run.checkSeconds += sources.reduce((sum, check) => sum + check.seconds, 0);
    run.outcomes.push(...refusedSources(sources));
    for (const [at, relation] of chosen.entries()) {
      ctx.cancel.throwIfRequested();
      ctx.progress({ stage: `build ${relation.name}`, done: at, total: chosen.length, unit: 'steps' });
      run.build(relation);
    }
    const unchanged = run.outcomes.filter(({ outcome }) => outcome === 'unchanged').map(({ relation }) => relation);
    recheckRefused(lake, unchanged, ctx);
    ctx.progress({ stage: 'built', done: chosen.length, total: chosen.length, unit: 'steps' });
  } finally {
    run.end();
  }
  const { outcomes } = run;
  const count = (...kinds: RelationOutcome['outcome'][]): number =>
    outcomes.filter(o => kinds.includes(o.outcome)).length;
  return {
    snapshotId: run.snapshotId,
    outcomes,
    built: count('full', 'incremental', 'view'),
    unchanged: count('unchanged'),
    failed: count('failed'),
    heldBack: count('held_back'),
    seconds: (performance.now() - started) / 1000,
    checkSeconds: run.checkSeconds,
  };
}

/** Bronze relations that a check of severity `error` failed on: what reads them is held back. */
function refusedSources(sources: readonly CheckResult[]): RelationOutcome[] {
  const failed = sources.filter(check => !check.passed && check.severity === 'error');
  return [...Map.groupBy(failed, check => check.relation)].map(([relation, failedChecks]) => ({
    relation,
    outcome: 'failed',
    rows: failedChecks[0]?.rowsChecked ?? 0,
    seconds: 0,
    reason: `${failedChecks.map(check => check.expression).join('; ')}: it does not hold`,
    failedChecks,
  }));
}

/** The named relations and everything they read, in build order. */
function withInputs(names: string[] | undefined): Relation[] {
  if (names === undefined) return relations();
  const wanted = new Set<string>();
  const want = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    relationNamed(name)
      .inputs.filter(input => !input.startsWith('bronze_'))
      .forEach(want);
  };
  names.forEach(want);
  return relations().filter(relation => wanted.has(relation.name));
}
