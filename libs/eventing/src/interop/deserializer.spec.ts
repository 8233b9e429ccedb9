import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { CloudEventsDeserializer, NOT_A_CLOUD_EVENT } from './deserializer';

const envelope = {
  specversion: '1.0',
  id: 'e-1',
  source: '/orders',
  type: 'orders.order-placed.v1',
  subject: 'o-1',
  time: '2030-01-01T00:00:00Z',
  data: { orderId: 'o-1' },
};

describe('CloudEventsDeserializer', () => {
  const deserializer = new CloudEventsDeserializer();
  const errors = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  beforeEach(() => errors.mockClear());

  it('takes the type for the pattern and the whole envelope for the payload; Nest sees an event by there being no id', () => {
    expect(deserializer.deserialize(envelope)).toEqual({
      pattern: 'orders.order-placed.v1',
      data: { ...envelope, correlationid: 'e-1', partitionkey: 'o-1' },
    });
    expect(errors).not.toHaveBeenCalled();
  });

  it.each([
    ['what is not JSON', '<order/>', /not a JSON object but a text/],
    ['a list', [envelope], /not an object/],
    ['what is deeper than any stack', nested(100_000), /specversion must be "1.0", not absent/],
    ['a message of Nest', { pattern: 'order-placed', data: {} }, /specversion must be "1.0"/],
    ['a request of Nest', { pattern: 'place-order', data: {}, id: '7' }, /specversion must be "1.0"/],
  ])('hands over %s under a pattern of its own, and says why in the log', (_what, body, problem) => {
    expect(deserializer.deserialize(body, { messageId: 'm\x07-1' })).toEqual({
      pattern: NOT_A_CLOUD_EVENT,
      data: { problem: expect.stringMatching(problem), body },
    });
    expect(errors).toHaveBeenCalledTimes(1);
    expect(errors).toHaveBeenCalledWith(
      expect.stringMatching(/^Message 'm\\x07-1' is no CloudEvent\. .*dead-letter/),
    );
  });

  it('throws for nothing that Nest can have parsed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(deserializer.deserialize(body)).toMatchObject({ pattern: NOT_A_CLOUD_EVENT });
      }),
    );
  });
});

function nested(depth: number): object {
  let value: object = {};
  for (let level = 0; level < depth; level++) value = { value };
  return value;
}
