import * as fc from 'fast-check';
import { decodeEnvelope, encodeEnvelope } from './codec';
import { streamOf, type EventEnvelope } from './envelope';
import { MalformedMessageError } from './errors';

const envelope: EventEnvelope = {
  specversion: '1.0',
  id: '0193a5b0-0000-7000-8000-000000000001',
  source: '/orders',
  type: 'orders.order-placed.v1',
  subject: 'o-1',
  time: '2026-01-02T03:04:05.678Z',
  datacontenttype: 'application/json',
  data: { orderId: 'o-1' },
  correlationid: 'c-1',
  partitionkey: 'order/o-1',
  sequence: 1,
};

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the envelope codec', () => {
  it('reads back what it wrote', () => {
    expect(decodeEnvelope(Buffer.from(encodeEnvelope(envelope)))).toEqual(envelope);
  });

  it('lets a producer join that knows nothing but CloudEvents', () => {
    const { correlationid: _c, partitionkey: _p, sequence: _s, ...bare } = envelope;
    expect(decodeEnvelope(bytes(bare))).toMatchObject({ correlationid: envelope.id, partitionkey: 'o-1' });
  });

  it.each([
    ['specversion', '0.3'],
    ['id', ''],
    ['id', 'a\u0000b'],
    ['source', 7],
    ['type', 'OrderPlaced'],
    ['type', 'orders.order-placed'],
    ['subject', null],
    ['time', 'yesterday'],
    ['time', '2026-13-40T00:00:00Z'],
    ['datacontenttype', 'text/xml'],
    ['data', undefined],
    ['sequence', 0],
    ['sequence', 1.5],
    ['sequence', '1'],
    ['traceparent', {}],
  ])('refuses %s = %p and names the attribute', (attribute, value) => {
    const decode = () => decodeEnvelope(bytes({ ...envelope, [attribute]: value }));
    expect(decode).toThrow(MalformedMessageError);
    expect(decode).toThrow(new RegExp(`${attribute} must`));
  });

  it('says it when the body is not JSON, or not an object', () => {
    expect(() => decodeEnvelope(Buffer.from('<xml/>'))).toThrow(/not JSON/);
    expect(() => decodeEnvelope(Buffer.alloc(0))).toThrow(/not JSON/);
    expect(() => decodeEnvelope(bytes([envelope]))).toThrow(/not an object/);
  });

  it.each([
    ['an attribute', (nested: string) => `{"specversion":${nested}}`],
    ['the body', (nested: string) => nested],
  ])('says it when %s is nested more deeply than any stack', (_, body) => {
    const nested = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(() => decodeEnvelope(Buffer.from(body(nested)))).toThrow(MalformedMessageError);
  });

  it('answers any bytes with an envelope or a MalformedMessageError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.jsonValue().map(bytes)), (body) => {
        try {
          decodeEnvelope(Buffer.from(body));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessageError);
        }
      }),
    );
  });

  it('names the stream by source and partition key', () => {
    expect(streamOf(envelope)).toBe('/orders/order/o-1');
  });
});
