import { randomBytes, randomUUID } from 'node:crypto';
import type { Options } from 'amqplib';
import type { ParkingReason } from '../../../src/dead-letters/dead-letter';

/** A message nobody of ours would send, and how it ought to be parked: by the handler, and by the projection if at all. */
export interface StrangeMessage {
  what: string;
  body: Buffer;
  properties?: Options.Publish;
  handler: ParkingReason;
  projection?: ParkingReason;
}

const TYPE = 'writer.account-changed.v1';
const longText = () => randomBytes(20_000).toString('hex');

/** New ones each time: what was parked before and comes again keeps its row. */
export function strangeMessages(): StrangeMessage[] {
  return [...noEvents(), ...wrongEnvelopes(), ...wrongEvents(), ...wrongHeaders()];
}

function noEvents(): StrangeMessage[] {
  const bytes = (what: string, body: Buffer | string): StrangeMessage => ({
    what,
    body: Buffer.from(body),
    handler: 'malformed',
    projection: 'malformed',
  });
  return [
    bytes('text that is not JSON', `{"movement": ${randomUUID()}`),
    bytes('JSON that is a list', JSON.stringify([randomUUID()])),
    bytes('JSON that is null, after blanks', `${' '.repeat(Math.random() * 1e6)}null`),
    bytes('brackets without end', `${'['.repeat(50_000)}${randomUUID()}`),
    bytes('1 MB of noise', randomBytes(2 ** 20)),
  ];
}

function wrongEnvelopes(): StrangeMessage[] {
  const wrong = (what: string, attributes: Record<string, unknown>): StrangeMessage => ({
    what,
    body: event(attributes),
    handler: 'malformed',
    projection: 'malformed',
  });
  return [
    wrong('an older CloudEvent', { specversion: '0.3' }),
    wrong('an id that is a number', { id: 7 }),
    wrong('no type', { type: undefined }),
    wrong('an id with a NUL', { id: `${randomUUID()}\u0000` }),
    wrong('a time that is none', { time: 'yesterday' }),
    wrong('a sequence that counts down', { sequence: -1 }),
    wrong('data that is XML', { datacontenttype: 'application/xml' }),
  ];
}

function wrongEvents(): StrangeMessage[] {
  const unknown = (what: string, attributes: Record<string, unknown>): StrangeMessage => ({
    what,
    body: event(attributes),
    handler: 'unknown-event',
  });
  const invalid = (
    what: string,
    data: unknown,
    attributes: Record<string, unknown> = {},
  ): StrangeMessage => ({
    what,
    body: event({ data, ...attributes }),
    handler: 'invalid-payload',
    projection: 'invalid-payload',
  });
  return [
    unknown('an unknown type', { type: 'writer.account-painted.v1' }),
    { ...unknown('an unknown version', { type: 'writer.account-changed.v2' }), projection: 'unknown-event' },
    unknown('an event of a service nobody knows', { type: 'nobody.nothing-happened.v1', source: '/nobody' }),
    invalid('a payload without its fields', {}),
    invalid('a payload that is a text', 'all is well'),
    invalid('a payload with a prototype of its own', JSON.parse('{"__proto__": {"account": "account-1"}}')),
    invalid('a payload as deep as a well', nested(1_000)),
    { ...invalid('a payload deeper than any stack', {}), body: deeperThanAnyStack() },
    invalid('a NUL in its payload', { account: 'a\u0000b' }),
    invalid('half a character in its texts', { account: '\ud800' }, { correlationid: '\udfff' }),
    { ...invalid('texts of 40 kB', {}, { id: longText(), correlationid: longText() }) },
    { ...invalid('a subject of 40 kB', {}, { subject: longText() }), projection: 'permanent' },
    { ...invalid('no place in its stream', {}, { sequence: undefined }), projection: 'permanent' },
    {
      ...invalid('the key of another stream', {}, { partitionkey: 'account/account-1' }),
      projection: 'permanent',
    },
  ];
}

/** The event is as wrong as any; what is tried here is whether its headers keep it from being parked. */
function wrongHeaders(): StrangeMessage[] {
  const headers = (what: string, properties: Options.Publish): StrangeMessage => ({
    what,
    body: event({ data: {} }),
    properties,
    handler: 'invalid-payload',
    projection: 'invalid-payload',
  });
  const deep = nested(50);
  return [
    headers('headers of 60 kB', { headers: { long: 'x'.repeat(60_000) } }),
    headers('2 000 headers', { headers: Object.fromEntries(numbers(2_000).map((n) => [`header-${n}`, n])) }),
    headers('nested headers', { headers: { deep, list: [1, [2, [3, deep]]] } }),
    headers('headers of every type', {
      headers: {
        bytes: Buffer.from([0, 1, 2]),
        nothing: null,
        time: { '!': 'timestamp', value: 4e12 },
        big: { '!': 'int64', value: Number.MIN_SAFE_INTEGER },
        nul: 'a\u0000b',
      },
    }),
    headers('headers like ours that are none', {
      headers: {
        'x-warren-attempt': 'many',
        'x-warren-delays': -3,
        'x-warren-first-failure': { then: 'what' },
        'x-delivery-count': 'none',
        'x-death': 'none',
        'x-first-death-queue': 7,
        traceparent: ['00'],
      },
    }),
    headers('properties that contradict it', {
      messageId: '\u0000',
      type: 'x'.repeat(255),
      contentType: 'image/png',
      contentEncoding: 'gzip',
      correlationId: '\u0000',
      timestamp: 2 ** 52,
      priority: 255,
      expiration: '60000000',
    }),
  ];
}

function event(attributes: Record<string, unknown>): Buffer {
  const subject = `stranger-${Math.floor(Math.random() * 1e12)}`;
  const partitionkey = `account/${(attributes.subject as string | undefined) ?? subject}`;
  const known = {
    specversion: '1.0',
    id: randomUUID(),
    source: '/writer',
    type: TYPE,
    subject,
    partitionkey,
  };
  return Buffer.from(
    JSON.stringify({ ...known, time: new Date().toISOString(), sequence: 1, data: {}, ...attributes }),
  );
}

function nested(depth: number): object {
  let value: object = {};
  for (let level = 0; level < depth; level++) value = { value };
  return value;
}

/** Written by hand: no JSON.stringify gets to the end of it. */
function deeperThanAnyStack(): Buffer {
  const [start, end] = event({ data: { account: '?' } })
    .toString()
    .split('"?"');
  return Buffer.from(`${start}${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}${end}`);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
