import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { LogLevel } from '../../shared/domain/jobs.ts';
import type { LogRecord } from '../../shared/domain/log-record.ts';
import type { HostFigures } from '../../shared/rpc/host.ts';
import type { SpanRecord } from '../../shared/trace/span-record.ts';
import { startTracing } from '../../shared/trace/tracing.ts';
import type { Children } from '../supervise/children.ts';
import { openLogFile } from './log-file.ts';
import { processHistory, type ProcessHistory } from './process-history.ts';
import { traceExporter } from './trace-exporter.ts';
import { requestFigures, type CallFigures } from './request-figures.ts';

/** What a host knows of itself: its log, the calls that it answered, its processes. */
export interface Observer {
  /** A line that a child wrote to its standard error: `cell 3: …`. */
  heardLine(line: string): void;
  /** What a child said; log records are kept, the rest is left alone. */
  heard(process: string, message: unknown): void;
  /** A span that the page recorded. */
  traced(span: SpanRecord): void;
  answered(call: string, status: number, milliseconds: number): void;
  calls(): CallFigures[];
  /** From now on memory is sampled and the ends of children are logged. */
  watch(children: Children): void;
  figures(): HostFigures;
  close(): Promise<void>;
}

export interface ObserverOptions {
  stateFolder: string;
  /** The file that holds the token for `/metrics`; null where there is no such route. */
  scrapeTokenFile: string | null;
}

export function observer({ stateFolder, scrapeTokenFile }: ObserverOptions): Observer {
  /** The run of lines that belong to no run of jobs. */
  const launch = `launch-${randomBytes(4).toString('hex')}`;
  const since = new Date().toISOString();
  const file = openLogFile(join(stateFolder, 'logs'));
  const requests = requestFigures();
  const target = process.env['TRACKLAKE_TRACES'] ?? '';
  const traces = target === '' ? null : traceExporter(target, message => write('host', 'warn', message));
  let history: ProcessHistory | undefined;
  let stopListening: () => void = () => {};

  const write = (process: string, level: LogLevel, message: string): void =>
    file.write({ at: new Date().toISOString(), level, run: launch, process, message });
  write('host', 'info', `started, process ${process.pid}`);
  if (traces !== null)
    void startTracing({ process: 'host', around: new AsyncLocalStorage(), sink: span => traces.add([span]) });

  return {
    heardLine(line) {
      const [, name = 'host', text = line] = /^(worker|cell \d+): (.*)$/s.exec(line) ?? [];
      write(name, 'warn', text);
    },
    heard(name, message) {
      const said = saidBy(message);
      if (said.type === 'log') file.write({ ...said.record, process: name });
      else if (said.type === 'span') traces?.add([said.span]);
    },
    traced: span => traces?.add([span]),
    answered: requests.record,
    calls: requests.calls,
    watch(children) {
      history = processHistory(children);
      stopListening = children.onChange(tellOfRestarts(children, write));
    },
    figures: () => ({
      since,
      calls: requests.calls().map(callInFigures),
      memory: history?.memory() ?? [],
      eventLoop: history?.eventLoop() ?? { p50: 0, p99: 0, max: 0 },
      logFile: file.path,
      scrapeTokenFile,
      traces: traces?.target ?? null,
    }),
    async close() {
      history?.stop();
      stopListening();
      write('host', 'info', 'closed');
      await traces?.flush();
      await file.close().catch(() => {});
    },
  };
}

/** Says when the worker died and when it is back. */
function tellOfRestarts(children: Children, write: (process: string, level: LogLevel, message: string) => void) {
  let before = children.worker.report().state;
  return (): void => {
    const { state, restarts } = children.worker.report();
    if (state === before) return;
    before = state;
    const level = state === 'ready' || state === 'stopped' ? 'info' : state === 'broken' ? 'error' : 'warn';
    write('worker', level, `${state}${restarts === 0 ? '' : `, restarted ${restarts} times`}`);
  };
}

function callInFigures({ call, answers, all, recent }: CallFigures): HostFigures['calls'][number] {
  return {
    call,
    count: all.count,
    errors: answers.get('5xx') ?? 0,
    recent: recent.count,
    p50: recent.quantile(0.5),
    p95: recent.quantile(0.95),
    p99: recent.quantile(0.99),
    max: all.max,
  };
}

type Said = { type: 'log'; record: LogRecord } | { type: 'span'; span: SpanRecord } | { type: 'other' };

/** Children are our own, and speak over their own channel: what they say is what its type says. */
const saidBy = (message: unknown): Said =>
  typeof message === 'object' && message !== null && 'type' in message && ['log', 'span'].includes(String(message.type))
    ? (message as Said)
    : { type: 'other' };
