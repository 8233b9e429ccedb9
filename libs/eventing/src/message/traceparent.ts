import {
  context as activeContext,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';

/** The W3C trace context of one place in a trace, as it travels. */
export interface TraceContext {
  traceparent?: string;
  /** What tracing systems have added for themselves; nothing without a `traceparent`. */
  tracestate?: string;
}

/** W3C Trace Context; ids of zeros alone are forbidden there, and so is the version ff. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})$/;

/** The specification has everybody pass on so much; beyond it a stranger's text only makes messages larger. */
const LONGEST_TRACESTATE = 512;
const TRACESTATE = /^[\x20-\x7e]+$/;

/** Whether a text is a W3C traceparent, and so may be passed on. */
export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && TRACEPARENT.test(value);
}

/** Of what a stranger has sent, what may be passed on: nothing where the traceparent is none. */
export function usableTrace({ traceparent, tracestate }: TraceContext): TraceContext {
  if (!isTraceparent(traceparent)) return {};
  const isState =
    typeof tracestate === 'string' && tracestate.length <= LONGEST_TRACESTATE && TRACESTATE.test(tracestate);
  return isState ? { traceparent, tracestate } : { traceparent };
}

/** A place in a trace as OpenTelemetry knows it; undefined for a traceparent that is none. */
export function spanContextOf({ traceparent, tracestate }: TraceContext): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return undefined;
  const traceFlags = parseInt(flags, 16) & 1;
  const traceState = tracestate ? createTraceState(tracestate) : undefined;
  return { traceId, spanId, traceFlags, traceState, isRemote: true };
}

/** What a span is started in so that it becomes a child of that place; the root of a new trace where there is none. */
export function contextOf(place: TraceContext): Context {
  const spanContext = spanContextOf(place);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}

/** The place of the span that is active; undefined where none is, as always while the process does not trace. */
export function currentTrace(): TraceContext | undefined {
  const spanContext = trace.getActiveSpan()?.spanContext();
  if (!spanContext || !isSpanContextValid(spanContext)) return undefined;
  const { traceId, spanId, traceFlags, traceState } = spanContext;
  const traceparent = `00-${traceId}-${spanId}-${traceFlags & 1 ? '01' : '00'}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}

/** Runs `work` so that its spans belong to that place, unless it is in the span that is active already. */
export function runInTrace<T>(place: TraceContext, work: () => T): T {
  const spanContext = spanContextOf(place);
  if (!spanContext || trace.getActiveSpan()?.spanContext().spanId === spanContext.spanId) return work();
  return activeContext.with(trace.setSpanContext(activeContext.active(), spanContext), work);
}

/**
 * The trace that what is done now belongs to: that of the active span, else the one that came in, which a process that does
 * not trace passes on as it came.
 *
 * @param arrived as a stranger has sent it
 */
export function traceHere(arrived: TraceContext): TraceContext {
  return currentTrace() ?? usableTrace(arrived);
}
