import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { SpanAttributes, SpanRecord } from '../../shared/trace/span-record.ts';

/** Where finished spans go: a file of OTLP JSON lines, or a collector. */
export interface TraceExporter {
  readonly target: string;
  add(spans: readonly SpanRecord[]): void;
  /** Resolves when all that was added is out. */
  flush(): Promise<void>;
}

const EVERY_MS = 1000;
const MOST_WAITING = 10_000;

/**
 * `target` is what TRACKLAKE_TRACES says: the address of a collector that takes OTLP over HTTP as JSON (spans go to
 * `/v1/traces` below it), or the path of a file. What can't be delivered is dropped, and `complain` is told once.
 */
export function traceExporter(target: string, complain: (message: string) => void): TraceExporter {
  const send = /^https?:\/\//.test(target) ? toCollector(target) : toFile(resolve(target));
  let waiting: SpanRecord[] = [];
  let sending: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let complained = false;

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const spans = waiting;
    waiting = [];
    if (spans.length > 0)
      sending = sending
        .then(() => send(spans))
        .catch((error: unknown) => {
          if (!complained)
            complain(`traces do not reach ${target}: ${error instanceof Error ? error.message : String(error)}`);
          complained = true;
        });
    return sending;
  }

  return {
    target,
    add(spans) {
      if (waiting.length < MOST_WAITING) waiting.push(...spans);
      timer ??= setTimeout(() => void flush(), EVERY_MS).unref();
    },
    flush,
  };
}

const toFile = (path: string) => async (spans: readonly SpanRecord[]) => {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${JSON.stringify(otlpOf(spans))}\n`, { mode: 0o600 });
};

const toCollector = (address: string) => async (spans: readonly SpanRecord[]) => {
  const response = await fetch(`${address.replace(/\/$/, '')}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(otlpOf(spans)),
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`answered ${response.status}`);
};

/** An ExportTraceServiceRequest in OTLP's JSON form, with a resource for each process. */
export function otlpOf(spans: readonly SpanRecord[]): object {
  return {
    resourceSpans: [...Map.groupBy(spans, span => span.process)].map(([process, own]) => ({
      resource: { attributes: attributesOf({ 'service.name': `tracklake-${process}` }) },
      scopeSpans: [{ scope: { name: 'tracklake' }, spans: own.map(spanOf) }],
    })),
  };
}

const spanOf = ({ traceId, spanId, parentSpanId, name, startMs, endMs, attributes, error }: SpanRecord): object => ({
  traceId,
  spanId,
  ...(parentSpanId === null ? {} : { parentSpanId }),
  name,
  kind: 1,
  startTimeUnixNano: nanoseconds(startMs),
  endTimeUnixNano: nanoseconds(endMs),
  attributes: attributesOf(attributes),
  status: error === null ? {} : { code: 2, message: error },
});

const nanoseconds = (milliseconds: number): string => String(BigInt(Math.round(milliseconds * 1000)) * 1000n);

const attributesOf = (attributes: SpanAttributes): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));

function valueOf(value: SpanAttributes[string]): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
