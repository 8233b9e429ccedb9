import { context, SpanKind, trace } from '@opentelemetry/api';
import { contextOf, usableTrace } from '../../message/traceparent';
import { markFailed, noteFailure } from '../../observability/tracing/failure';
import { destinationName, messageAttributes } from '../../observability/tracing/message-attributes';
import { tracer } from '../../observability/tracing/tracer';
import type { Handling, Middleware } from './handling';

/**
 * Covers all that is done with one delivery, its immediate tries included, in a span: a child of what published the event,
 * so that one request is one trace through all services. What comes back from a retry queue, or is handed out again, is
 * another child of the same.
 */
export function processSpan(): Middleware {
  return async (handling, next) => {
    const envelope = handling.peek();
    const span = tracer.startSpan(
      `process ${destinationName(placeOf(handling))}`,
      { kind: SpanKind.CONSUMER, attributes: attributesOf(handling) },
      contextOf(usableTrace(envelope ?? {})),
    );
    try {
      await context.with(trace.setSpan(context.active(), span), next);
    } catch (error) {
      noteFailure(span, error, handling.personalTexts);
      throw error;
    } finally {
      if (handling.lastFailure) markFailed(span, handling.lastFailure.error, handling.personalTexts);
      span.setAttribute('warren.attempt', handling.attempt);
      span.end();
    }
  };
}

function attributesOf(handling: Handling): ReturnType<typeof messageAttributes> {
  const { message, handler } = handling;
  const envelope = handling.peek();
  const id = envelope?.id ?? message.properties.messageId;
  const told = { id, type: envelope?.type, correlationId: envelope?.correlationid };
  return {
    ...messageAttributes('process', placeOf(handling), told),
    'messaging.consumer.group.name': handler.name,
    'warren.redelivered': message.redelivered,
  };
}

/** Where the event was published: from a retry queue it comes by another way. */
function placeOf({ message, history, handler }: Handling): Parameters<typeof destinationName>[0] {
  return {
    exchange: history.exchange ?? message.exchange,
    routingKey: history.routingKey ?? message.routingKey,
    queue: handler.queue,
  };
}
