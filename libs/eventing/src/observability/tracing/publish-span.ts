import { SpanKind, type Span } from '@opentelemetry/api';
import type { Broker, OutgoingMessage, PublishOutcome } from '../../broker/broker';
import { contextOf } from '../../message/traceparent';
import { noteFailure } from './failure';
import { destinationName, messageAttributes } from './message-attributes';
import { TOLD_AT_MOST } from './told-at-most';
import { tracer } from './tracer';

/** As the outbox writes a body: the trace and the sequence are the last of it. */
const TAIL = /"traceparent":"([\da-f-]{54}[13579bdf])","sequence":\d{1,16}\}$/;
const LONGEST_TAIL = 110;

/** The last of the flags says so. */
const RECORDED = /[13579bdf]$/;

/**
 * The traceparent at the end of an outbox row's body, if its trace is recorded: most rows, where only some traces are, are
 * done with after a look at some characters. The body is not parsed for it.
 */
function recordedTraceOf(body: string): string | undefined {
  return TAIL.exec(body.slice(-LONGEST_TAIL))?.[1];
}

/**
 * Covers the sending of one message, up to the broker's confirm; a child of what published it. Undefined where there is
 * nothing to record: no trace, or one that is not recorded.
 */
function startPublishSpan(
  { exchange, routingKey, properties }: OutgoingMessage,
  traceparent: string | undefined,
): Span | undefined {
  if (!traceparent || !RECORDED.test(traceparent)) return undefined;
  const { messageId: id, type, correlationId } = properties;
  const place = { exchange, routingKey };
  const attributes = messageAttributes('publish', place, { id, type, correlationId });
  const name = `publish ${destinationName(place)}`;
  return tracer.startSpan(name, { kind: SpanKind.PRODUCER, attributes }, contextOf({ traceparent }));
}

/**
 * The spans of one batch of rows. While a backlog is drained only some of many are told: a span for each would be a fifth of
 * what the relay can do, just when there is much to do. A trace holds together all the same: what handles an event is a child
 * of what published it, not of its sending.
 */
export class PublishSpans {
  private left = TOLD_AT_MOST;

  startFor(message: OutgoingMessage, body: string): Span | undefined {
    if (this.left === 0) return undefined;
    const span = startPublishSpan(message, recordedTraceOf(body));
    if (span) this.left -= 1;
    return span;
  }
}

/** Ends it with what the broker has said. */
export function endPublishSpan(span: Span | undefined, outcome: PublishOutcome | Error): void {
  if (!span) return;
  if (outcome instanceof Error) noteFailure(span, outcome);
  else if (outcome === 'unroutable') span.setAttribute('warren.unroutable', true);
  span.end();
}

/** Publishes a message that belongs to a trace, and covers that with a span. Rejects as the broker does. */
export async function publishInSpan(
  broker: Pick<Broker, 'publish'>,
  message: OutgoingMessage,
  traceparent: string | undefined,
): Promise<PublishOutcome> {
  const span = startPublishSpan(message, traceparent);
  try {
    const outcome = await broker.publish(message);
    endPublishSpan(span, outcome);
    return outcome;
  } catch (error) {
    endPublishSpan(span, error as Error);
    throw error;
  }
}
