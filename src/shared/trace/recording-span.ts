import type { AttributeValue, Context, Exception, Span, SpanOptions, SpanStatus, TimeInput } from '@opentelemetry/api';
import type { SpanAttributes, SpanRecord } from './span-record.ts';
import { randomHex } from './traceparent.ts';

type Api = typeof import('@opentelemetry/api');

interface Begun {
  name: string;
  options: SpanOptions | undefined;
  context: Context | undefined;
  process: string;
  sink: (span: SpanRecord) => void;
}

/** A span of OpenTelemetry's API that hands itself over when it ends. Events and links are not kept. */
export function recordingSpan(api: Api, { name, options = {}, context, process, sink }: Begun): Span {
  const parent = api.trace.getSpanContext(context ?? api.context.active());
  const place = { traceId: parent?.traceId ?? randomHex(16), spanId: randomHex(8), traceFlags: 1 };
  const startMs = milliseconds(options.startTime);
  const attributes: SpanAttributes = {};
  let title = name;
  let error: string | null = null;
  let recording = true;

  const span: Span = {
    spanContext: () => place,
    setAttribute(key, value: AttributeValue) {
      attributes[key] = Array.isArray(value) ? JSON.stringify(value) : (value as SpanAttributes[string]);
      return span;
    },
    setAttributes(values) {
      for (const [key, value] of Object.entries(values)) if (value !== undefined) span.setAttribute(key, value);
      return span;
    },
    setStatus({ code, message }: SpanStatus) {
      if (code === api.SpanStatusCode.ERROR) error = message ?? 'failed';
      return span;
    },
    recordException(exception: Exception) {
      error = typeof exception === 'string' ? exception : (exception.message ?? String(exception.name));
    },
    updateName(other) {
      title = other;
      return span;
    },
    addEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    isRecording: () => recording,
    end(endTime) {
      if (!recording) return;
      recording = false;
      const endMs = milliseconds(endTime);
      const { traceId, spanId } = place;
      sink({
        traceId,
        spanId,
        parentSpanId: parent?.spanId ?? null,
        name: title,
        process,
        startMs,
        endMs,
        attributes,
        error,
      });
    },
  };
  return span.setAttributes(options.attributes ?? {});
}

const nowMs = (): number => performance.timeOrigin + performance.now();

const milliseconds = (time: TimeInput | undefined): number => {
  if (time === undefined) return nowMs();
  if (typeof time === 'number') return time;
  return time instanceof Date ? time.getTime() : time[0] * 1000 + time[1] / 1e6;
};
