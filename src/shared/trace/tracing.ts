import type { Context, ContextManager, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import type { SpanAttributes, SpanRecord } from './span-record.ts';
import { recordingSpan } from './recording-span.ts';
import { placeIn, traceparentOf, type SpanPlace } from './traceparent.ts';

type Api = typeof import('@opentelemetry/api');

/** Node's AsyncLocalStorage, or something like it: what is around a piece of work, also after an await. */
export interface AroundStore {
  run<T>(context: Context, work: () => T): T;
  getStore(): Context | undefined;
}

export interface TracingOptions {
  process: string;
  around: AroundStore;
  /** Takes each span when it has ended. */
  sink: (span: SpanRecord) => void;
}

let api: Api | undefined;
let tracer: Tracer | undefined;

/** Turns tracing on in this thread: OpenTelemetry's API is loaded, and this is what its tracers record to. */
export async function startTracing({ process, around, sink }: TracingOptions): Promise<void> {
  const loaded = await import('@opentelemetry/api');
  const made: Tracer = {
    startSpan: (name, options, context) => recordingSpan(loaded, { name, options, context, process, sink }),
    startActiveSpan: () => {
      throw new Error('not used here: inSpan does it');
    },
  };
  loaded.context.setGlobalContextManager(contextManager(loaded, around));
  loaded.trace.setGlobalTracerProvider({ getTracer: () => made });
  api = loaded;
  tracer = made;
}

/**
 * Does `work` in a span below the one that `parent` names, or below the one around it. It ends when the work does, and
 * carries what the work threw. While tracing is off this is a plain call.
 */
export function inSpan<T>(
  name: string,
  { parent, attributes = {} }: { parent?: string | null | undefined; attributes?: SpanAttributes },
  work: () => T,
): T {
  if (api === undefined || tracer === undefined) return work();
  const { context, trace } = api;
  const place = placeIn(parent);
  const around =
    place === null ? context.active() : trace.setSpanContext(api.ROOT_CONTEXT, { ...place, traceFlags: 1 });
  const span = tracer.startSpan(name, { attributes }, around);
  return context.with(trace.setSpan(around, span), () => ending(span, work));
}

export const currentlyTracing = (): boolean => api !== undefined;

/** A span that is over: for work that is too small and too frequent to be wrapped. Recorded only within another one. */
export function recordSpan(name: string, attributes: SpanAttributes, startMs: number): void {
  if (api?.trace.getActiveSpan() === undefined) return;
  tracer?.startSpan(name, { attributes, startTime: startMs } satisfies SpanOptions, api.context.active()).end();
}

/** The header that makes what is asked of another process part of the span around this; null while there is none. */
export function currentTraceparent(): string | null {
  const place: SpanPlace | undefined = api?.trace.getActiveSpan()?.spanContext();
  return place === undefined ? null : traceparentOf(place);
}

function ending<T>(span: Span, work: () => T): T {
  const fail = (error: unknown): never => {
    span.recordException(error instanceof Error ? error : String(error));
    span.end();
    throw error;
  };
  try {
    const result = work();
    if (result instanceof Promise) return result.then(value => (span.end(), value as unknown), fail) as T;
    span.end();
    return result;
  } catch (error) {
    return fail(error);
  }
}

const contextManager = ({ ROOT_CONTEXT }: Api, around: AroundStore): ContextManager => ({
  active: () => around.getStore() ?? ROOT_CONTEXT,
  with: (context, work, self, ...args) => around.run(context, () => work.apply(self, args)),
  bind: (_context, target) => target,
  enable() {
    return this;
  },
  disable() {
    return this;
  },
});
