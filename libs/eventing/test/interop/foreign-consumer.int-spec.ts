import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import type { ConsumeMessage } from 'amqplib';
import { RABBITMQ_URL } from '../support/test-broker';
import { OrdersService } from './support/orders-service';
import { Stranger } from './support/stranger';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

/** amqplib and docs/interop.md, nothing else. */
describe('A consumer that is not Nest', () => {
  let orders: OrdersService;
  let stranger: Stranger;
  let exchange: string;
  let queue: string;

  beforeAll(async () => {
    orders = await OrdersService.start();
    stranger = await Stranger.connect();
    exchange = orders.names.eventsExchange('orders');
    queue = `${exchange}.archive`;
  });
  afterAll(async () => {
    await stranger?.channel.deleteQueue(queue);
    await stranger?.close();
    await orders?.close();
  });

  it('binds a queue of its own, and gets each event as the wire contract says, from the first after that', async () => {
    const { channel } = stranger;
    await channel.assertExchange(exchange, 'topic', { durable: true });
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(queue, exchange, 'order-placed.v1');
    await channel.prefetch(10);
    const messages: ConsumeMessage[] = [];
    await channel.consume(queue, (message) => {
      if (!message) return; // the queue was deleted
      messages.push(message);
      channel.ack(message);
    });

    const first = await orders.placeOrder('o-1', 17);
    const second = await orders.placeOrder('o-1', 18);
    await eventually('both events', () => messages.length === 2);

    const [message] = messages as [ConsumeMessage];
    const event: Record<string, unknown> = JSON.parse(message.content.toString());
    expect(event).toEqual({
      specversion: '1.0',
      id: first,
      source: '/orders',
      type: 'orders.order-placed.v1',
      subject: 'o-1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      datacontenttype: 'application/json',
      dataschema: 'urn:event-schema:orders.order-placed.v1',
      correlationid: expect.any(String),
      partitionkey: 'order/o-1',
      sequence: 1,
      data: { orderId: 'o-1', total: 17 },
    });
    expect(message.fields).toMatchObject({ exchange, routingKey: 'order-placed.v1' });
    expect(message.properties).toMatchObject({
      deliveryMode: 2,
      contentType: 'application/cloudevents+json',
      messageId: first,
      type: 'orders.order-placed.v1',
      appId: 'orders',
      userId: new URL(RABBITMQ_URL).username,
      correlationId: event.correlationid,
      timestamp: expect.any(Number),
    });
    expect(messages.map(({ properties }) => properties.messageId as string)).toEqual([first, second]);
  });
});
