import type { IncomingMessage, MessageProperties } from '../../broker/broker';
import { withoutDeathHeaders } from '../../broker/death-headers';
import { readRedriveMark, redriveHeaders, type RedriveMark } from '../../dead-letters/redrive/redrive-mark';

/** What is known of a message's earlier deliveries. */
export interface RetryHistory {
  /** Tries so far. */
  attempts: number;
  /** Delays so far: the next one is the handler's delay with this index. */
  delays: number;
  /** How often it was put back after a try that did not count, because everything failed. */
  handedBack: number;
  firstFailedAt: Date | undefined;
  /** Where the event was published; a message that comes home from a retry queue no longer shows it. */
  exchange: string | undefined;
  routingKey: string | undefined;
  /** It was parked before, and sent round again. */
  redrive?: RedriveMark | undefined;
}

const OWN = 'x-warren-';
const ATTEMPTS = `${OWN}attempt`;
const DELAYS = `${OWN}delays`;
const HANDED_BACK = `${OWN}handed-back`;
const FIRST_FAILURE = `${OWN}first-failure`;
const EXCHANGE = `${OWN}exchange`;
const ROUTING_KEY = `${OWN}routing-key`;

/** Beyond any sensible number of tries; a header that says more was not written by us. */
const MOST = 10_000;

/** Never fails: anyone may publish with any headers, and what makes no sense counts as absent. */
export function readRetryHeaders(headers: Record<string, unknown> | undefined): RetryHistory {
  return {
    attempts: count(headers?.[ATTEMPTS]),
    delays: count(headers?.[DELAYS]),
    handedBack: count(headers?.[HANDED_BACK]),
    firstFailedAt: pastTime(headers?.[FIRST_FAILURE]),
    exchange: text(headers?.[EXCHANGE]),
    routingKey: text(headers?.[ROUTING_KEY]),
    redrive: readRedriveMark(headers),
  };
}

/** The properties with which a message goes into a retry queue or back into its own; `history` includes the tries of this delivery, and the next delay. */
export function retryProperties(
  message: IncomingMessage,
  { attempts, delays, handedBack, firstFailedAt, exchange, routingKey, redrive }: RetryHistory,
): MessageProperties {
  const { messageId, type, appId, correlationId, contentType, timestamp, headers } = message.properties;
  return {
    userId: message.properties.userId ?? '',
    messageId: shortText(messageId),
    type: shortText(type),
    appId: shortText(appId),
    correlationId: shortText(correlationId),
    contentType: shortText(contentType),
    timestamp:
      typeof timestamp === 'number' && Number.isSafeInteger(timestamp) && timestamp >= 0
        ? timestamp
        : undefined,
    headers: {
      ...plainHeaders(withoutDeathHeaders(headers)),
      [ATTEMPTS]: attempts,
      [DELAYS]: delays,
      ...(handedBack > 0 && { [HANDED_BACK]: handedBack }),
      ...(firstFailedAt && { [FIRST_FAILURE]: firstFailedAt.toISOString() }),
      [EXCHANGE]: exchange ?? message.exchange,
      [ROUTING_KEY]: routingKey ?? message.routingKey,
      ...redriveHeaders(redrive),
    },
  };
}

/** The headers with which a dead letter goes round again: as one that was never tried, and remembers where it came from. */
export function headersForRedrive(
  headers: Record<string, unknown>,
  origin: { exchange: string; routingKey: string },
  mark: RedriveMark,
): Record<string, unknown> {
  return {
    ...plainHeaders(withoutDeathHeaders(headers)),
    [EXCHANGE]: origin.exchange.slice(0, LONGEST_NAME),
    [ROUTING_KEY]: origin.routingKey.slice(0, LONGEST_NAME),
    ...redriveHeaders(mark),
  };
}

const LONGEST_NAME = 255;

const MOST_HEADER_BYTES = 16_384;

/**
 * The headers that can be sent on for certain: plain values, and not too many of them. A stranger's nested or exotic ones
 * may be readable and yet impossible to write again, and a message that cannot be sent on cannot be retried.
 */
function plainHeaders(headers: Record<string, unknown>): Record<string, unknown> {
  let room = MOST_HEADER_BYTES;
  const fits = ([name, value]: [string, unknown]) => {
    if (name.startsWith(OWN) || Buffer.byteLength(name) > 255 || !isPlain(value)) return false;
    room -= Buffer.byteLength(name) + Buffer.byteLength(String(value)) + 16;
    return room >= 0;
  };
  return Object.fromEntries(Object.entries(headers).filter(fits));
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  return typeof value === 'string' || typeof value === 'boolean';
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && Buffer.byteLength(value) <= 255 ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 255) : undefined;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MOST ? value : 0;
}

function pastTime(value: unknown): Date | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return time > 0 && time <= Date.now() ? new Date(time) : undefined;
}
