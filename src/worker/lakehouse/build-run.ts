import { statSync } from 'node:fs';
import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from './open.ts';
import { TracklakeError } from '../../shared/errors.ts';
import { audit, recordChecks, type AuditScope, type CheckResult } from './checks.ts';
import { builtRelation, inputChange, inputsNow, type BuiltFrom, type BuiltRelation } from './build-inputs.ts';
import { absorbable, Changes, type Change } from './changes.ts';
import { dropTemporaries, runIncrement } from './incremental.ts';
import { hasKernel } from './kernels/registry.ts';
import { KernelSource } from './kernels/source.ts';
import { layerOf, type Relation } from './relations.ts';
import { addSnapshot, latestSnapshot, noteInSnapshot } from './snapshots.ts';
import {
  besideOf,
  createView,
  dropLeftovers,
  relationExists,
  sameRows,
  swapIn,
  writeBeside,
  writeBesideUnchecked,
} from './store.ts';

export interface RelationOutcome {
  relation: string;
  outcome: 'full' | 'incremental' | 'view' | 'unchanged' | 'failed' | 'held_back';
  rows: number;
  seconds: number;
  /** Why it was built this way, in words. */
  reason: string;
  /** The checks that did not pass, warnings among them. */
  failedChecks: CheckResult[];
}

type Outcome = Omit<RelationOutcome, 'relation' | 'seconds'>;

/** What one relation's build starts from. */
interface Task {
  relation: Relation;
  before: BuiltRelation | undefined;
  now: BuiltFrom;
  reason: string;
}

/** Rows up to which a full build is compared with the old relation, so that what reads it need not be built when they are the same. */
const COMPARE_ROWS = 200_000;

/** Above this size the write-ahead log is emptied between two relations. */
const WAL_BYTES = 64 * 1024 * 1024;

/** One build: goes from relation to relation and remembers what changed on the way. */
export class BuildRun {
  readonly outcomes: RelationOutcome[] = [];
  snapshotId: number | null = null;
  checkSeconds = 0;
  readonly #lake: Lakehouse;
  readonly #full: boolean;
  readonly #ctx: JobContext;
  readonly #changes = new Changes();
  readonly #kernels: KernelSource | undefined;
  readonly #plan: readonly Relation[];

  /** @param plan all relations that will be built, in order. */
  constructor(
    lake: Lakehouse,
    plan: readonly Relation[],
    options: { full: boolean; kernels: boolean },
    ctx: JobContext,
  ) {
    this.#lake = lake;
    this.#plan = plan;
    this.#full = options.full;
    this.#ctx = ctx;
    this.#kernels = options.kernels ? new KernelSource(lake) : undefined;
    lake.db.pragma('legacy_alter_table = 1'); // a rename must not look into views that name the relation being swapped
  }

  dropLeftovers(): void {
    dropLeftovers(this.#lake.db);
    dropTemporaries(this.#lake.db);
  }

  end(): void {
    this.#kernels?.end();
    this.dropLeftovers();
  }

  build(relation: Relation): void {
    const started = performance.now();
    const outcome = this.#outcome(relation);
    if (outcome.outcome !== 'unchanged') this.#kernels?.forget(relation.name);
    const done = { ...outcome, relation: relation.name, seconds: (performance.now() - started) / 1000 };
    this.outcomes.push(done);
    this.#checkpoint();
    const level = done.outcome === 'failed' || done.outcome === 'held_back' ? 'warn' : 'info';
    this.#ctx.log(
      level,
      `${relation.name}: ${done.outcome}, ${done.rows} rows, ${done.seconds.toFixed(2)} s (${done.reason})`,
    );
  }

  #outcome(relation: Relation): Outcome {
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
    const reason = this.#whyFull(relation, before);
    if (reason !== undefined || before === undefined)
      return this.#buildInFull({ relation, before, now, reason: reason ?? 'not built before' });
    const changed = relation.inputs.filter(input => inputChange(before.builtFrom, now, input).kind !== 'none');
    if (changed.length === 0)
      return { outcome: 'unchanged', rows, reason: 'nothing it reads has changed', failedChecks: [] };
    return this.#update({ relation, before, now, reason: `changed: ${changed.join(', ')}` }, before);
  }

  #whyFull(relation: Relation, before: BuiltRelation | undefined): string | undefined {
    if (before === undefined || !relationExists(this.#lake.db, relation.name)) return 'not built before';
    if (before.sqlSha256 !== relation.sha256) return 'its SQL has changed';
    return this.#full ? 'a full build was asked for' : undefined;
  }

  #update(task: Task, before: BuiltRelation): Outcome {
    const { db } = this.#lake;
    const { relation, now } = task;
    const changes = new Map(relation.inputs.map(input => [input, this.#changes.of(db, input, before, now)]));
    const taken = absorbable(relation, changes);
    if (typeof taken === 'string') return this.#buildInFull({ ...task, reason: taken });
    return this.#increment(task, before, taken);
  }

  #buildInFull(task: Task): Outcome {
    return task.relation.header.isView ? this.#audibly(task, () => this.#view(task)) : this.#fullBuild(task);
  }

  #view(task: Task): Outcome {
    const { db } = this.#lake;
    const { relation, before, reason } = task;
    this.#sql(relation, () => createView(db, relation));
    const counting = relation.header.rowCount ?? `select count(*) from ${relation.name}`;
    const rows = Number(db.prepare(counting).pluck().get());
    const checks = this.#audited(task, { table: relation.name, rows });
    this.#record(task, 'view', rows, 0, checks);
    this.#changes.note(relation.name, before?.snapshotId ?? 0, { kind: 'all' });
    return { outcome: 'view', rows, reason, failedChecks: notPassed(checks) };
  }

  #fullBuild(task: Task): Outcome {
    try {
      return this.#audibly(task, () => this.#replace(task));
    } catch (error) {
      if (!isConstraint(error)) throw error;
      return this.#audibly(task, () => this.#diagnose(task));
    }
  }

  /** Writes beside, audits and swaps in. */
  #replace(task: Task): Outcome {
    const { db } = this.#lake;
    const { relation, before, reason } = task;
    const started = performance.now();
    const given = hasKernel(relation.name) ? this.#kernels?.rowsOf(relation.name, this.#nextByKernel()) : undefined;
    const rows = this.#sql(relation, () => writeBeside(db, relation, given));
    const checks = this.#audited(task, { table: besideOf(relation), rows });
    if (
      before?.sqlSha256 === relation.sha256 &&
      rows <= COMPARE_ROWS &&
      rows === before.rows &&
      sameRows(db, relation)
    ) {
      dropLeftovers(db);
      this.#recordSame(task, before, checks);
      return {
        outcome: 'unchanged',
        rows,
        reason: `${reason}; its rows came out the same`,
        failedChecks: notPassed(checks),
      };
    }
    swapIn(db, relation);
    this.#record(task, 'full', rows, (performance.now() - started) / 1000, checks);
    this.#changes.note(relation.name, before?.snapshotId ?? 0, { kind: 'all' });
    return { outcome: 'full', rows, reason, failedChecks: notPassed(checks) };
  }

  /** The relations with kernels that are still to be built in full, and whose inputs are all built. */
  #nextByKernel(): string[] {
    const isDone = new Set(this.outcomes.map(outcome => outcome.relation));
    const isReady = ({ name, inputs }: Relation): boolean =>
      hasKernel(name) && !isDone.has(name) && inputs.every(input => layerOf(input) === 'bronze' || isDone.has(input));
    const ready = this.#plan.filter(isReady);
    return ready
      .filter(relation => this.#whyFull(relation, builtRelation(this.#lake.db, relation.name)) !== undefined)
      .map(({ name }) => name);
  }

  /** The rows would not go into the typed, keyed table: finds out which of them, without one. Always fails the audit. */
  #diagnose(task: Task): never {
    const { db } = this.#lake;
    const { relation } = task;
    const rows = this.#sql(relation, () => writeBesideUnchecked(db, relation));
    const checks = audit(db, relation, { table: besideOf(relation), rows, keysHold: false });
    throw new FailedAudit(checks);
  }

  #increment(task: Task, before: BuiltRelation, taken: ReadonlyMap<string, Change>): Outcome {
    try {
      return this.#audibly(task, () => this.#takeIn(task, before, taken));
    } catch (error) {
      if (isConstraint(error)) return this.#buildInFull(task); // it finds the rows that broke the key
      throw error;
    }
  }

  #takeIn(task: Task, before: BuiltRelation, taken: ReadonlyMap<string, Change>): Outcome {
    const { relation, reason } = task;
    const started = performance.now();
    const { change, rowsAdded, rowsRemoved, written } = this.#sql(relation, () =>
      runIncrement(this.#lake.db, relation, taken),
    );
    this.#changes.note(relation.name, before.snapshotId, change);
    const rows = before.rows + rowsAdded - rowsRemoved;
    if (change.kind === 'none') {
      this.#recordSame(task, before, []);
      return { outcome: 'unchanged', rows, reason, failedChecks: [] };
    }
    const checks = this.#audited(task, { table: relation.name, rows, where: written });
    const seconds = (performance.now() - started) / 1000;
    this.#record(task, relation.header.isView ? 'view' : 'incremental', rows, seconds, checks);
    return { outcome: 'incremental', rows, reason, failedChecks: notPassed(checks) };
  }

  /** One relation's build in one transaction. Where its audit fails, what was is what stays. */
  #audibly(task: Task, body: () => Outcome): Outcome {
    const { db } = this.#lake;
    try {
      return db.transaction(body).immediate();
    } catch (error) {
      if (!(error instanceof FailedAudit)) throw error;
      db.transaction(() => recordChecks(db, error.checks, latestSnapshot(db), this.#ctx)).immediate();
      return {
        outcome: 'failed',
        rows: task.before?.rows ?? 0,
        reason: 'a check failed: the old one stays',
        failedChecks: notPassed(error.checks),
      };
    }
  }

  #sql<T>(relation: Relation, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof TracklakeError || isConstraint(error)) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new TracklakeError('sql', `${relation.name}.sql: ${message}`, { sql: relation.sql }, { cause: error });
    }
  }

  /** Checks what was written. A failure of severity `error` undoes the transaction. */
  #audited({ relation }: Task, scope: AuditScope): CheckResult[] {
    const started = performance.now();
    const checks = audit(this.#lake.db, relation, scope);
    this.checkSeconds += (performance.now() - started) / 1000;
    if (checks.some(check => !check.passed && check.severity === 'error')) throw new FailedAudit(checks);
    return checks;
  }

  /** The bookkeeping of one relation's build, in the transaction that makes it visible. */
  #record(
    task: Task,
    mode: 'full' | 'incremental' | 'view',
    rows: number,
    seconds: number,
    checks: CheckResult[],
  ): void {
    const { db } = this.#lake;
    const { relation } = task;
    this.snapshotId ??= addSnapshot(db, 'build', { relations: {} }, this.#ctx);
    const builtFrom = JSON.stringify(task.now);
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

  /** The inputs changed and the rows did not: the old build stays and is now known to be right for the new inputs. */
  #recordSame(task: Task, before: BuiltRelation, checks: CheckResult[]): void {
    const { db } = this.#lake;
    recordChecks(db, checks, latestSnapshot(db), this.#ctx);
    db.prepare('update lake_relations set sql_sha256 = ?, built_from = ? where relation = ?').run(
      task.relation.sha256,
      JSON.stringify(task.now),
      before.relation,
    );
  }

  /** Keeps the write-ahead log small; while a reader holds it, the next relation's end tries again. */
  #checkpoint(): void {
    const log = statSync(`${this.#lake.path}-wal`, { throwIfNoEntry: false });
    if ((log?.size ?? 0) < WAL_BYTES) return;
    const [state] = this.#lake.db.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
    if (state?.log === state?.checkpointed) this.#lake.db.pragma('wal_checkpoint(TRUNCATE)');
  }
}

const notPassed = (checks: readonly CheckResult[]): CheckResult[] => checks.filter(check => !check.passed);

const isConstraint = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT');

/** Thrown to undo a build whose audit failed; carries what was found. */
class FailedAudit extends Error {
  readonly checks: readonly CheckResult[];

  constructor(checks: readonly CheckResult[]) {
    super('a check of severity error failed');
    this.checks = checks;
  }
}
