import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import type { IncomingMessage } from '../broker/broker';
import { inboxKey } from '../inbox/inbox-key';
import type { EventEnvelope } from '../message/envelope';
import type { ParkingReason } from './dead-letter';
import { withoutTexts } from '../message/personal/personal-texts';
import { errorStory } from './error-story';
import { faultOf } from './fault';
import type { RedriveMark } from './redrive/redrive-mark';
import { indexableText, storableText } from './storable-text';

/** A message that is to be parked, and all that is known of it. */
export interface ParkingStory {
  consumer: string;
  reason: ParkingReason;
  error: unknown;
  /** How often it was tried. */
  attempts: number;
  firstFailedAt: Date;
  message: Pick<IncomingMessage, 'queue' | 'exchange' | 'routingKey' | 'body' | 'properties'>;
  /** Absent when the message could not be read as an event. */
  envelope: EventEnvelope | undefined;
  /** Of a message that had been parked before and was sent round again. */
  redrive?: RedriveMark;
  /** What could be read of a person in the event: errors quote what they fail at, and dead letters are kept. */
  personalTexts?: readonly string[];
}

const MAX_MESSAGE = 10_000;
const MAX_STACK = 30_000;
const MAX_HEADERS = 30_000;
const MAX_HISTORY = 1_000;
const MAX_INTEGER = 2 ** 31 - 1;

/** What tells one parked message from another: the event, or the exact bytes of what is no event. */
export function messageKey({ envelope, message }: Pick<ParkingStory, 'envelope' | 'message'>): string {
  return envelope ? inboxKey(envelope) : bytesKey(message);
}

/** The same for an event whose id another one goes by. */
export function keyBesideAnother({ envelope, message }: Pick<ParkingStory, 'envelope' | 'message'>): string {
  return envelope ? `${inboxKey(envelope)} ${bytesKey(message)}` : bytesKey(message);
}

function bytesKey({ body }: Pick<IncomingMessage, 'body'>): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

/** Of what is too large to be read; all of it would let strangers fill the database. */
const KEPT_OF_OVERSIZED = 64 * 1024;

/**
 * The story as the columns of `eventing.dead_letters`, made fit to be stored. The body is kept whole, whatever it is, unless the
 * message was refused for its size.
 */
export function columnsOf(story: ParkingStory): Record<string, unknown> {
  const { message, envelope, error } = story;
  const { name, ...told } = errorStory(error);
  const { personalTexts = [] } = story;
  const text = withoutTexts(told.message, personalTexts);
  const stack = told.stack === undefined ? undefined : withoutTexts(told.stack, personalTexts);
  const fault = faultOf(story.consumer, name, text, stack);
  return {
    consumer: indexableText(story.consumer) ?? '',
    message_key: messageKey(story),
    reason: story.reason,
    queue: storableText(message.queue, 500),
    exchange: storableText(message.exchange, 500),
    routing_key: storableText(message.routingKey, 500),
    event_id: indexableText(envelope?.id ?? message.properties.messageId),
    type: indexableText(envelope?.type ?? message.properties.type),
    source: indexableText(envelope?.source),
    correlation_id: indexableText(envelope?.correlationid ?? message.properties.correlationId),
    partition_key: indexableText(envelope?.partitionkey),
    sequence: envelope?.sequence ?? null,
    error_name: storableText(name, 200),
    error_message: storableText(text, MAX_MESSAGE),
    error_stack: stack === undefined ? null : storableText(stack, MAX_STACK),
    fault: fault.fault,
    fault_text: fault.text,
    fault_place: fault.place,
    attempts: Math.min(Math.max(Math.trunc(story.attempts) || 0, 0), MAX_INTEGER),
    first_failed_at: story.firstFailedAt,
    headers: storableText(headersAsJson(message.properties.headers), MAX_HEADERS),
    body: story.reason === 'oversized' ? message.body.subarray(0, KEPT_OF_OVERSIZED) : message.body,
  };
}

/** For the history, which keeps each failure when the row tells the last one only. */
export function failureInALine(columns: Record<string, unknown>): string {
  const { reason, error_name: name, error_message: text, attempts } = columns as Record<string, string>;
  return storableText(`${reason}, after ${attempts} tries: ${name}: ${text}`, MAX_HISTORY);
}

function headersAsJson(headers: Record<string, unknown> | undefined): string {
  try {
    return JSON.stringify(headers ?? {}, (_key, value: unknown) =>
      isBufferJson(value) ? Buffer.from(value.data).toString('latin1') : value,
    );
  } catch {
    return inspect(headers, { depth: 4 }); // cycles and the like: a picture of them is all that can be kept
  }
}

/** By the time a replacer sees a Buffer, its toJSON has turned it into this. */
function isBufferJson(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { type?: unknown }).type === 'Buffer' &&
    Array.isArray((value as { data?: unknown }).data)
  );
}
