import { isUtf8 } from 'node:buffer';
import { inspect } from 'node:util';
import type { EventEnvelope } from './envelope';
import { MalformedMessageError } from './errors';

/** The content type of everything this library puts on the wire. */
export const CLOUD_EVENTS_JSON = 'application/cloudevents+json';

const TYPE = /^[a-z0-9-]+\.[a-z0-9-]+\.v[1-9]\d*$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** What travels at most unless a service sets another limit, in bytes. An event that is larger carries a document that belongs elsewhere. */
export const LARGEST_BODY = 1024 * 1024;

/**
 * The highest that the limit can be set to, in bytes. RabbitMQ 4 refuses messages above 16 MiB, and what it refuses would hold up every
 * event behind it. What comes in and is larger is not read: parsing it would stop the process for seconds.
 */
export const HIGHEST_LIMIT = 8 * 1024 * 1024;

/** The envelope as the JSON text that is stored in the outbox and sent. */
export function encodeEnvelope(envelope: EventEnvelope): string {
  return JSON.stringify(envelope);
}

/**
 * Reads an envelope from bytes. Of the extension attributes, `partitionkey` falls back to the subject and
 * `correlationid` to the id, so that a producer which knows nothing but CloudEvents can join.
 *
 * @throws MalformedMessageError saying what is wrong with it, when it is too large, not UTF-8, not JSON or not a CloudEvent.
 */
export function decodeEnvelope(body: Buffer): EventEnvelope {
  return readEnvelope(parse(body));
}

/**
 * The same for a body that was parsed already.
 *
 * @throws MalformedMessageError saying what is wrong with it, when it is not a CloudEvent.
 */
export function readEnvelope(parsed: unknown): EventEnvelope {
  const raw = expectObject(parsed);
  if (!RULE_LIST.every(([attribute, holds]) => holds(raw[attribute]))) {
    const broken = RULE_LIST.filter(([attribute, holds]) => !holds(raw[attribute]));
    const problems = broken.map(
      ([attribute]) => `${attribute} ${EXPECTED[attribute as Attribute]}, not ${shorten(raw[attribute])}`,
    );
    throw new MalformedMessageError(`Not a valid CloudEvents 1.0 envelope: ${problems.join('; ')}.`);
  }
  const envelope = raw as unknown as EventEnvelope;
  if (envelope.correlationid !== undefined && envelope.partitionkey !== undefined) return envelope;
  return {
    ...envelope,
    correlationid: envelope.correlationid ?? envelope.id,
    partitionkey: envelope.partitionkey ?? envelope.subject,
  };
}

/** CloudEvents forbids control characters; NUL is the one that would do harm, because PostgreSQL stores no text with it. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && !value.includes('\u0000');
const isTextOrAbsent = (value: unknown) => value === undefined || isText(value);

const RULES = {
  specversion: (value: unknown) => value === '1.0',
  id: isText,
  source: isText,
  type: (value: unknown) => isText(value) && TYPE.test(value),
  subject: isText,
  time: (value: unknown) => isText(value) && RFC_3339.test(value) && !Number.isNaN(Date.parse(value)),
  datacontenttype: (value: unknown) =>
    value === undefined || (isText(value) && /^application\/json\b/i.test(value)),
  data: (value: unknown) => value !== undefined,
  correlationid: isTextOrAbsent,
  causationid: isTextOrAbsent,
  partitionkey: isTextOrAbsent,
  sequence: (value: unknown) => value === undefined || (Number.isSafeInteger(value) && (value as number) > 0),
  snapshot: (value: unknown) => value === undefined || value === 'state' || value === 'complete',
  snapshotnumber: (value: unknown) =>
    value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0),
  traceparent: isTextOrAbsent,
};

const RULE_LIST = Object.entries(RULES);

type Attribute = keyof typeof RULES;

const EXPECTED: Record<Attribute, string> = {
  specversion: 'must be "1.0"',
  id: 'must be a text',
  source: 'must be a text',
  type: 'must look like orders.order-placed.v1',
  subject: 'must be a text',
  time: 'must be an RFC 3339 time',
  datacontenttype: 'must be application/json',
  data: 'must be present',
  correlationid: 'must be a text',
  causationid: 'must be a text',
  partitionkey: 'must be a text',
  sequence: 'must be a whole number from 1',
  snapshot: 'must be "state" or "complete"',
  snapshotnumber: 'must be a whole number',
  traceparent: 'must be a text',
};

function parse(body: Buffer): unknown {
  if (body.length > HIGHEST_LIMIT)
    throw new MalformedMessageError(
      `The body has ${body.length} bytes, and ${HIGHEST_LIMIT} is the most that is read.`,
    );
  // Decoding would put a mark in place of each wrong byte, and a name that nobody has written would be stored.
  if (!isUtf8(body)) throw new MalformedMessageError('The body is not UTF-8.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new MalformedMessageError(`The body is not JSON (${printable((cause as Error).message)}).`, {
      cause,
    });
  }
}

function expectObject(parsed: unknown): Record<string, unknown> {
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as Record<string, unknown>;
  throw new MalformedMessageError(`The body is JSON but not an object: ${shorten(parsed)}.`);
}

/** Not by JSON.stringify: what a stranger sent may be nested more deeply than any stack. */
function shorten(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = inspect(value, { depth: 1, maxStringLength: 60, maxArrayLength: 5, breakLength: Infinity });
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Parts of the body come back in the parser's message, and from there into logs and terminals. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
