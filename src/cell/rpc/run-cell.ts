import type { LimitKind, CellEvent, CellReference, Param } from '../../shared/rpc/cells.ts';
import { TracklakeError } from '../../shared/errors.ts';
import { CEILING_WORDS, overCeiling, temporaryBytes, type Ceilings, type Usage } from '../ceilings.ts';
import { eventQueue } from '../../shared/event-queue.ts';
import { endNow, endSoon } from '../end-process.ts';
import type { ThreadMessage } from '../messages.ts';
import { markEnded } from '../store/mark.ts';
import type { QueryThread } from '../thread.ts';

export interface RunInput {
  lakePath: string;
  resultId: string;
  sql: string;
  params: Record<string, Param>;
  references: CellReference[];
  limits: Ceilings & { rows: number; resultBytes: number };
  previewRows?: number;
}

type FailureCode = Extract<CellEvent, { kind: 'failed' }>['code'];

const LOOK_EVERY_MS = 25;
const SAY_EVERY_MS = 250;
/** So that the host knows that this process goes before it sees the answer end. */
const HOST_HEARS_MS = 5;

const running = new Map<string, () => void>();

/** Ends a running cell with `cancelled`; its process goes with it. */
export function cancelRunning(resultId: string): boolean {
  const cancel = running.get(resultId);
  cancel?.();
  return cancel !== undefined;
}

/**
 * Runs a cell and tells how it goes. A ceiling, a cancel and a caller who goes away all end the process, because nothing
 * else ends a statement; the last event is out before that.
 */
export async function* runCell(
  { thread, cacheFolder }: { thread: QueryThread; cacheFolder: string },
  input: RunInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<CellEvent> {
  const began = performance.now();
  const elapsed = (): number => Math.round(performance.now() - began);
  const queue = eventQueue<CellEvent>(undefined);
  const progress = { rows: 0, bytes: 0, saidAt: began };
  let fatal = false;

  const endProcess = (event: CellEvent): void => {
    if (fatal) return;
    fatal = true;
    markEnded(cacheFolder, input.resultId, event.kind === 'cancelled' ? 'cancelled' : 'failed');
    endSoon();
    setTimeout(() => {
      queue.push(event);
      queue.end();
    }, HOST_HEARS_MS);
  };
  running.set(input.resultId, () => endProcess({ kind: 'cancelled', rows: progress.rows, milliseconds: elapsed() }));
  signal?.addEventListener('abort', endNow, { once: true });
  const looking = setInterval(() => look(), LOOK_EVERY_MS);

  function look(): void {
    const usage: Usage = {
      milliseconds: elapsed(),
      memoryBytes: process.memoryUsage.rss(),
      tempBytes: temporaryBytes(),
    };
    const over = overCeiling(usage, input.limits);
    if (over !== null) endProcess(overLimit(over, progress.rows, usage.milliseconds));
    else if (performance.now() - progress.saidAt > SAY_EVERY_MS) {
      progress.saidAt = performance.now();
      queue.push({ kind: 'working', ...usage });
    }
  }

  function hear(message: ThreadMessage): void {
    if (fatal) return;
    if (message.type === 'started') {
      const { compiledSql, snapshotId, reads } = message;
      queue.push({
        kind: 'started',
        resultId: input.resultId,
        compiledSql,
        snapshotId,
        reads,
        at: new Date().toISOString(),
      });
    } else if (message.type === 'schema') queue.push({ kind: 'schema', columns: [...message.columns] });
    else if (message.type === 'batch') {
      Object.assign(progress, { rows: message.rows, bytes: message.bytes, saidAt: performance.now() });
      queue.push({ kind: 'batch', rows: message.rows, bytes: message.bytes, milliseconds: elapsed() });
    }
  }

  void ask(thread, input, hear)
    .then(({ rows, bytes, columns, limit }) =>
      limit === null
        ? queue.push({ kind: 'completed', rows, bytes, milliseconds: elapsed(), columns: [...columns] })
        : queue.push(overLimit(limit, rows, elapsed())),
    )
    .catch((error: unknown) => queue.push(failed(error, progress.rows, elapsed())))
    .finally(() => queue.end());
  try {
    yield* queue.events;
  } finally {
    clearInterval(looking);
    running.delete(input.resultId);
  }
}

function ask(thread: QueryThread, input: RunInput, hear: (message: ThreadMessage) => void) {
  const { lakePath, resultId, sql, params, references, limits, previewRows } = input;
  return thread.ask(
    {
      kind: 'run',
      ...{ lakePath, resultId, sql, params, references },
      mostRows: limits.rows,
      mostResultBytes: limits.resultBytes,
      ...(previewRows === undefined ? {} : { previewRows }),
    },
    hear,
  );
}

const overLimit = (limit: LimitKind, rows: number, milliseconds: number): CellEvent => ({
  kind: 'failed',
  code: 'limit',
  message: CEILING_WORDS[limit],
  limit,
  offset: null,
  length: null,
  rows,
  milliseconds,
});

const FAILURE_CODES = new Set<string>([
  'sql',
  'limit',
  'forbidden',
  'bad_input',
  'not_found',
  'internal',
] satisfies FailureCode[]);

function failed(error: unknown, rows: number, milliseconds: number): CellEvent {
  if (!(error instanceof TracklakeError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', code: 'internal', message, limit: null, offset: null, length: null, rows, milliseconds };
  }
  const { offset, length, limit } = error.details;
  return {
    kind: 'failed',
    code: FAILURE_CODES.has(error.code) ? (error.code as FailureCode) : 'internal',
    message: error.message,
    limit: limit === 'value' ? 'value' : null,
    offset: offset ?? null,
    length: typeof length === 'number' ? length : null,
    rows,
    milliseconds,
  };
}
