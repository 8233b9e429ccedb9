import { isSpanContextValid, trace } from '@opentelemetry/api';
import { findMessageContext } from '@warren/eventing';

/** By which a line is found again, and from it everything that belongs to the same request; what is not known is absent. */
export interface LogIds {
  trace_id?: string;
  span_id?: string;
  correlation_id?: string;
  /** The event that is being handled. */
  event_id?: string;
  /** The handler, projection or saga that handles it. */
  handler?: string;
}

/** Longer ones are no ids that anybody would look for; whoever sends a message chooses them. */
const LONGEST_ID = 200;

function bounded(id: string): string {
  return id.length <= LONGEST_ID ? id : `${id.slice(0, LONGEST_ID)}…`;
}

/** Of the code that is running: in a request, or in the delivery of an event. */
export function logIds(): LogIds {
  const { correlationId, causationId, consumer, traceparent } = findMessageContext() ?? {};
  const span = trace.getActiveSpan()?.spanContext();
  const isTraced = span && isSpanContextValid(span);
  const traceId = isTraced ? span.traceId : traceparent?.split('-')[1];
  return {
    ...(traceId && { trace_id: traceId }),
    ...(isTraced && { span_id: span.spanId }),
    ...(correlationId && { correlation_id: bounded(correlationId) }),
    ...(consumer && causationId && { event_id: bounded(causationId) }),
    ...(consumer && { handler: consumer }),
  };
}
