import { BrokerNames } from '../broker/names';
import { resolveOptions } from '../resolve-options';
import { MalformedMessageError, OversizedMessageError, UntrustedPublisherError } from '../message/errors';
import { MessageDoor } from './message-door';

const envelope = {
  ...{ specversion: '1.0', id: 'e-1', source: '/orders', type: 'orders.order-placed.v1', subject: 'o-1' },
  ...{ time: '2030-01-01T00:00:00Z', data: {} },
};
const bytes = (value: object) => Buffer.from(JSON.stringify(value));
const names = new BrokerNames('users');
const options = resolveOptions(
  { service: 'users', messages: { trustedPublishers: {}, largestBytes: 1_000 } },
  { RABBITMQ_URL: 'amqp://users:x@broker' },
);
const door = new MessageDoor(options, names);
const read = (body: Buffer, userId?: string) => door.read({ body, properties: { userId } });

describe('MessageDoor', () => {
  it('reads what may come in', () => expect(read(bytes(envelope), 'orders')).toMatchObject(envelope));

  it('does not parse what is too large', () => {
    const parse = jest.spyOn(JSON, 'parse');
    const body = bytes({ ...envelope, dataschema: 'x'.repeat(1_000) });
    expect(() => read(body, 'orders')).toThrow(OversizedMessageError);
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  it('takes a message of exactly the largest size', () => {
    const room = 1_000 - bytes({ ...envelope, dataschema: '' }).length;
    expect(read(bytes({ ...envelope, dataschema: 'x'.repeat(room) }), 'orders')).toMatchObject(envelope);
  });

  it('says that it is no event rather than who sent it, where it is none', () =>
    expect(() => read(Buffer.from('<xml/>'))).toThrow(MalformedMessageError));

  it('believes nobody else', () =>
    expect(() => read(bytes(envelope), 'payments')).toThrow(UntrustedPublisherError));
});
