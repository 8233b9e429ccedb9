import { decodeEnvelope } from '../message/codec';
import { ContractError, MalformedMessageError } from '../message/errors';
import { CloudEventsSerializer, type OutgoingCloudEvent } from './serializer';

const serializer = new CloudEventsSerializer({ service: 'billing' });
const event: OutgoingCloudEvent = { subject: 'i-1', data: { invoiceId: 'i-1' } };
const emit = (data: unknown = event, pattern: unknown = 'invoice-sent.v1') =>
  serializer.serialize({ pattern, data });

describe('CloudEventsSerializer', () => {
  it('makes an envelope of what is emitted, and the properties of the message', () => {
    const { options, ...envelope } = emit();
    expect(envelope).toMatchObject({
      ...event,
      specversion: '1.0',
      source: '/billing',
      type: 'billing.invoice-sent.v1',
      datacontenttype: 'application/json',
    });
    expect(decodeEnvelope(Buffer.from(JSON.stringify(envelope)))).toEqual(envelope);
    expect(options).toEqual({
      messageId: envelope.id,
      type: 'billing.invoice-sent.v1',
      appId: 'billing',
      correlationId: envelope.id,
      contentType: 'application/cloudevents+json',
      timestamp: Math.floor(Date.parse(envelope.time) / 1_000),
      persistent: true,
    });
  });

  it('says as whom it logs in, where it is told', () => {
    const signing = new CloudEventsSerializer({ service: 'billing', user: 'legacy-billing' });
    expect(signing.serialize({ pattern: 'invoice-sent.v1', data: event }).options.userId).toBe(
      'legacy-billing',
    );
  });

  it('keeps every attribute that is given, and takes undefined for not given', () => {
    const all = {
      ...event,
      id: 'mine',
      time: '2030-01-01T00:00:00Z',
      partitionkey: 'invoice/i-1',
      sequence: 4,
      correlationid: 'c-1',
      causationid: 'e-1',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      dataschema: 'urn:invoice',
    };
    expect(emit(all)).toMatchObject(all);
    expect(emit({ ...event, id: undefined }).id).toMatch(/^[\da-f-]{36}$/);
  });

  it('leaves a correlation id that no property can hold in the body alone', () => {
    const { options, correlationid } = emit({ ...event, correlationid: 'c'.repeat(300) });
    expect([options.correlationId, correlationid]).toEqual([undefined, 'c'.repeat(300)]);
  });

  it.each([
    ['no subject', { data: {} }, /subject must be a text/],
    ['no data', { subject: 'i-1' }, /data must be present/],
    ['a bare payload', { invoiceId: 'i-1' }, /invoiceId is not among them\. The payload goes into data/],
    ['a misspelt attribute', { ...event, correlationId: 'c' }, /correlationId is not among them/],
    ['a type of its own', { ...event, type: 'x.y.v1' }, /type is not among them/],
    ['a sequence from zero', { ...event, sequence: 0 }, /sequence must be a whole number from 1/],
    ['nothing', undefined, /subject must be a text/],
  ])('refuses %s and says what is wrong', (_what, data, problem) => {
    const refused = () => serializer.serialize({ pattern: 'invoice-sent.v1', data });
    expect(refused).toThrow(MalformedMessageError);
    expect(refused).toThrow(problem);
  });

  it.each(['billing.invoice-sent.v1', 'invoice-sent', { cmd: 'send' }])(
    'refuses the pattern %j, which is no routing key',
    (pattern) => expect(() => emit(event, pattern)).toThrow(/no routing key: nobody would get the event/),
  );

  it('refuses requests, and names that are none', () => {
    expect(() => serializer.serialize({ pattern: 'invoice-sent.v1', data: event, id: '1' })).toThrow(
      /never client\.send/,
    );
    expect(() => new CloudEventsSerializer({ service: '/Billing' })).toThrow(ContractError);
  });
});
