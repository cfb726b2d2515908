import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from './open.ts';
import { TracklakeError } from '../../shared/errors.ts';
import { audit, recordChecks, type CheckResult } from './checks.ts';
import { builtRelation, inputChange, inputsNow, type BuiltFrom, type BuiltRelation } from './build-inputs.ts';
import type { Relation } from './relations.ts';
import { addSnapshot, latestSnapshot, noteInSnapshot } from './snapshots.ts';
import { besideOf, createView, dropLeftovers, relationExists, swapIn, writeBeside } from './store.ts';

export interface RelationOutcome {
  relation: string;
  outcome: 'full' | 'incremental' | 'view' | 'unchanged' | 'failed' | 'held_back';
  rows: number;
  seconds: number;
  /** Why it was built this way, in words. */
  reason: string;
  /** The checks of severity `error` that failed, and the warnings. */
  failedChecks: CheckResult[];
}

/** One build: goes from relation to relation and remembers what changed on the way. */
export class BuildRun {
  readonly outcomes: RelationOutcome[] = [];
  snapshotId: number | null = null;
  checkSeconds = 0;
  readonly #lake: Lakehouse;
  readonly #full: boolean;
  readonly #ctx: JobContext;

  constructor(lake: Lakehouse, full: boolean, ctx: JobContext) {
    this.#lake = lake;
    this.#full = full;
    this.#ctx = ctx;
    lake.db.pragma('legacy_alter_table = 1'); // a rename must not look into views that name the relation being swapped
  }

  dropLeftovers(): void {
    dropLeftovers(this.#lake.db);
  }

  build(relation: Relation): void {
    const started = performance.now();
    const outcome = this.#outcome(relation);
    const done = { ...outcome, relation: relation.name, seconds: (performance.now() - started) / 1000 };
    this.outcomes.push(done);
    this.#checkpoint();
    const log = done.outcome === 'failed' || done.outcome === 'held_back' ? 'warn' : 'info';
    this.#ctx.log(
      log,
      `${relation.name}: ${done.outcome}, ${done.rows} rows, ${done.seconds.toFixed(2)} s (${done.reason})`,
    );
  }

  #outcome(relation: Relation): Omit<RelationOutcome, 'relation' | 'seconds'> {
    const { db } = this.#lake;
    const before = builtRelation(db, relation.name);
    const rows = before?.rows ?? 0;
    const bad = this.outcomes.find(
      o => relation.inputs.includes(o.relation) && (o.outcome === 'failed' || o.outcome === 'held_back'),
    );
    if (bad !== undefined)
      return {
        outcome: 'held_back',
        rows,
        reason: `${bad.relation} could not be brought up to date`,
        failedChecks: [],
      };
    const now = inputsNow(db, relation);
    const reason = this.#whyBuild(relation, before, now);
    if (reason === undefined)
      return { outcome: 'unchanged', rows, reason: 'nothing it reads has changed', failedChecks: [] };
    return relation.header.isView ? this.#view(relation, now, reason) : this.#fullBuild(relation, now, reason);
  }

  #whyBuild(relation: Relation, before: BuiltRelation | undefined, now: BuiltFrom): string | undefined {
    if (before === undefined || !relationExists(this.#lake.db, relation.name)) return 'not built before';
    if (before.sqlSha256 !== relation.sha256) return 'its SQL has changed';
    if (this.#full) return 'a full build was asked for';
    const changed = relation.inputs.filter(input => inputChange(before.builtFrom, now, input).kind !== 'none');
    return changed.length === 0 ? undefined : `changed: ${changed.join(', ')}`;
  }

  #view(relation: Relation, now: BuiltFrom, reason: string): Omit<RelationOutcome, 'relation' | 'seconds'> {
    const { db } = this.#lake;
    return db
      .transaction(() => {
        createView(db, relation);
        const rows = Number(db.prepare(`select count(*) from ${relation.name}`).pluck().get());
        const checks = this.#audited(relation, relation.name);
        this.#record(relation, 'view', rows, 0, now, checks);
        return { outcome: 'view' as const, rows, reason, failedChecks: checks.filter(check => !check.passed) };
      })
      .immediate();
  }

  #fullBuild(relation: Relation, now: BuiltFrom, reason: string): Omit<RelationOutcome, 'relation' | 'seconds'> {
    const { db } = this.#lake;
    const started = performance.now();
    this.#writeBeside(relation);
    const checks = this.#audited(relation, besideOf(relation));
    const failedChecks = checks.filter(check => !check.passed);
    if (failedChecks.some(check => check.severity === 'error')) {
      db.transaction(() => recordChecks(db, checks, latestSnapshot(db), this.#ctx)).immediate();
      return {
        outcome: 'failed',
        rows: builtRelation(db, relation.name)?.rows ?? 0,
        reason: 'a check failed: the old one stays',
        failedChecks,
      };
    }
    const rows = Number(
      db
        .prepare(`select count(*) from ${besideOf(relation)}`)
        .pluck()
        .get(),
    );
    db.transaction(() => {
      swapIn(db, relation);
      this.#record(relation, 'full', rows, (performance.now() - started) / 1000, now, checks);
    }).immediate();
    return { outcome: 'full', rows, reason, failedChecks };
  }

  #writeBeside(relation: Relation): void {
    const { db } = this.#lake;
    try {
      db.transaction(() => writeBeside(db, relation, String(latestSnapshot(db) + 1))).immediate();
    } catch (error) {
      if (error instanceof TracklakeError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new TracklakeError('sql', `${relation.name}.sql: ${message}`, { sql: relation.sql }, { cause: error });
    }
  }

  #audited(relation: Relation, table: string): CheckResult[] {
    const started = performance.now();
    const checks = audit(this.#lake.db, relation, table);
    this.checkSeconds += (performance.now() - started) / 1000;
    return checks;
  }

  /** The bookkeeping of one relation's build, in the transaction that makes it visible. */
  #record(
    relation: Relation,
    mode: 'full' | 'incremental' | 'view',
    rows: number,
    seconds: number,
    from: BuiltFrom,
    checks: CheckResult[],
  ): void {
    const { db } = this.#lake;
    this.snapshotId ??= addSnapshot(db, 'build', { relations: {} }, this.#ctx);
    const builtFrom = JSON.stringify(from);
    noteInSnapshot(db, this.snapshotId, relation.name, builtFrom);
    recordChecks(db, checks, this.snapshotId, this.#ctx);
    db.prepare(
      `insert or replace into lake_relations (relation, snapshot_id, sql_sha256, mode, rows, seconds, built_at, built_from)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      relation.name,
      this.snapshotId,
      relation.sha256,
      mode,
      rows,
      seconds,
      this.#ctx.now().toISOString(),
      builtFrom,
    );
  }

  /** Keeps the write-ahead log small; a reader may be holding it, then the next relation's end tries again. */
  #checkpoint(): void {
    const [state] = this.#lake.db.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
    if (state !== undefined && state.log > 16_384 && state.log === state.checkpointed)
      this.#lake.db.pragma('wal_checkpoint(TRUNCATE)');
  }
}
