import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  TraceFlags,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { IncomingMessage } from '../../broker/broker';
import { runInMessageContext } from '../../message/message-context';
import { contextOf, spanContextOf, traceHere, usableTrace } from '../../message/traceparent';
import type { ReadMessage, StreamEvent } from '../../projections/streams/stream-event';
import { noteFailure } from './failure';
import { destinationName, messageAttributes } from './message-attributes';
import { TOLD_AT_MOST } from './told-at-most';
import { tracer } from './tracer';

/** What a projection did not apply but parked. */
type Parked = ReadonlySet<IncomingMessage>;

/** An event whose trace is recorded, and the place in that trace. */
interface Traced {
  event: StreamEvent;
  message: IncomingMessage;
  parent: Context;
}

/**
 * Runs what a projection does with a batch. A single event is traced as a handler's would be. Of several, the transaction
 * has a span of its own, linked to the events' traces, and each of those traces gets a span that says when its event was in the
 * read model. Only some of many are told, and none whose trace is not recorded: a batch is made to be cheap.
 */
export async function inBatchSpans(
  projection: string,
  batch: readonly ReadMessage[],
  apply: () => Promise<Parked>,
): Promise<void> {
  const [first, ...others] = batch;
  if (first?.event && others.length === 0) return inOneSpan(projection, first, first.event, apply);
  const traced = tracedOf(batch);
  if (traced.length === 0) await apply();
  else await inSeveralSpans(projection, batch.length, traced, apply);
}

async function inOneSpan(
  projection: string,
  { message }: ReadMessage,
  event: StreamEvent,
  apply: () => Promise<Parked>,
): Promise<void> {
  const { envelope } = event;
  const parent = contextOf(usableTrace(envelope));
  const span = startEventSpan(projection, { event, message, parent });
  const { correlationid: correlationId, id: causationId } = envelope;
  const run = () =>
    runInMessageContext({ correlationId, causationId, consumer: projection, ...traceHere(envelope) }, apply);
  const parked = await endedWith(span, () => context.with(trace.setSpan(ROOT_CONTEXT, span), run));
  endEventSpan(span, message, parked);
}

async function inSeveralSpans(
  projection: string,
  count: number,
  traced: Traced[],
  apply: () => Promise<Parked>,
): Promise<void> {
  const startTime = Date.now();
  const span = tracer.startSpan(
    `process batch ${projection}`,
    {
      kind: SpanKind.CONSUMER,
      attributes: { ...attributesOf(projection, undefined), 'messaging.batch.message_count': count },
      links: traced
        .flatMap(({ parent }) => trace.getSpanContext(parent) ?? [])
        .map((link) => ({ context: link })),
    },
    ROOT_CONTEXT,
  );
  const parked = await endedWith(span, () => context.with(trace.setSpan(ROOT_CONTEXT, span), apply));
  span.end();
  const links = [{ context: span.spanContext() }];
  for (const one of traced)
    endEventSpan(startEventSpan(projection, one, { startTime, links }), one.message, parked);
}

/** A failure ends the span, too. */
async function endedWith(span: Span, apply: () => Promise<Parked>): Promise<Parked> {
  try {
    return await apply();
  } catch (error) {
    noteFailure(span, error);
    span.end();
    throw error;
  }
}

function startEventSpan(
  projection: string,
  { event, message, parent }: Traced,
  options: { startTime?: number; links?: { context: ReturnType<Span['spanContext']> }[] } = {},
): Span {
  const { exchange, routingKey, queue } = message;
  return tracer.startSpan(
    `process ${destinationName({ exchange, routingKey, queue })}`,
    { ...options, kind: SpanKind.CONSUMER, attributes: attributesOf(projection, { event, message }) },
    parent,
  );
}

function endEventSpan(span: Span, message: IncomingMessage, parked: Parked): void {
  if (parked.has(message)) noteFailure(span, new Error('The event was parked; see the dead letters.'));
  span.end();
}

function attributesOf(projection: string, one: Pick<Traced, 'event' | 'message'> | undefined) {
  const { id, type, correlationid: correlationId } = one?.event.envelope ?? {};
  const place = one?.message ?? { exchange: '', routingKey: '' };
  return {
    ...messageAttributes('process', place, { id, type, correlationId }),
    'messaging.consumer.group.name': projection,
  };
}

function tracedOf(batch: readonly ReadMessage[]): Traced[] {
  const traced: Traced[] = [];
  for (const { event, message } of batch) {
    if (traced.length === TOLD_AT_MOST) break;
    const place = event?.envelope.traceparent && spanContextOf(usableTrace(event.envelope));
    if (!event || !place || !(place.traceFlags & TraceFlags.SAMPLED)) continue;
    traced.push({ event, message, parent: trace.setSpanContext(ROOT_CONTEXT, place) });
  }
  return traced;
}
