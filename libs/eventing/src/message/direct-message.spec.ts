import { directMessage } from './direct-message';
import type { EventEnvelope } from './envelope';

const address = { exchange: '', routingKey: 'orders.fulfil-order' };

function envelope(correlationid: string): EventEnvelope {
  return {
    specversion: '1.0',
    id: '0190a1b2-0000-7000-8000-000000000001',
    source: '/orders',
    type: 'orders.fulfil-order-payment.timeout',
    time: '2026-01-02T03:04:05.000Z',
    data: {},
    correlationid,
    partitionkey: 'fulfil-order/7',
  } as EventEnvelope;
}

describe('a message for one receiver', () => {
  it('says on the wire what an event says there', () => {
    const { properties, ...message } = directMessage(address, 'orders', envelope('request-7'));
    expect(message).toMatchObject(address);
    expect(JSON.parse(message.body.toString())).toMatchObject({ correlationid: 'request-7' });
    expect(properties).toMatchObject({
      messageId: '0190a1b2-0000-7000-8000-000000000001',
      type: 'orders.fulfil-order-payment.timeout',
      appId: 'orders',
      correlationId: 'request-7',
      contentType: 'application/cloudevents+json',
    });
  });

  it('keeps a correlation id that is too long for the wire in its body alone', () => {
    const long = 'ä'.repeat(128);
    const { properties, body } = directMessage(address, 'orders', envelope(long));
    expect(properties.correlationId).toBeUndefined();
    expect(JSON.parse(body.toString())).toMatchObject({ correlationid: long });
  });
});
