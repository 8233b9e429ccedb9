import { Logger } from '@nestjs/common';
import type { Obstacle, OutgoingMessage, PublishOutcome } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { Listeners } from './listeners';
import { Addressing, type OutboxRow } from './outbox-row';
import { BatchFailedError, BatchPublisher } from './batch-publisher';

Logger.overrideLogger(false);

interface Sent {
  message: OutgoingMessage;
  resolve: (outcome: PublishOutcome) => void;
  reject: (error: Error) => void;
}

let sent: Sent[];
let mayPublish: () => boolean;
let listeners: Listeners;
let publisher: BatchPublisher;

beforeEach(() => {
  sent = [];
  mayPublish = () => true;
  listeners = new Listeners();
  const broker = {
    publish: (message: OutgoingMessage, obstacle?: Obstacle) =>
      new Promise<PublishOutcome>((resolve, reject) => {
        const objection = obstacle?.();
        if (objection) reject(objection);
        else sent.push({ message, resolve, reject });
      }),
  };
  const addressing = new Addressing(new BrokerNames('orders', 'test'));
  publisher = new BatchPublisher(broker, addressing, () => mayPublish(), listeners);
});

const row = (position: number, extra: Partial<OutboxRow> = {}): OutboxRow => ({
  position,
  eventId: `id-${position}`,
  type: 'orders.order-placed.v1',
  correlationId: 'c',
  createdAt: 1_700_000_000.9,
  body: '{"ä":1}',
  ...extra,
});

async function stateOf(promise: Promise<void>): Promise<string> {
  const ended = promise.then(
    () => 'confirmed',
    (error: Error) => error.message,
  );
  return Promise.race([ended, new Promise<string>((resolve) => setImmediate(() => resolve('pending')))]);
}

it('sends each row as it is, without waiting for the one before, and is done when all are confirmed', async () => {
  const batch = publisher.publish([row(1), row(2, { correlationId: 'ä'.repeat(128) })]);
  expect(sent.map(({ message }) => message.properties.messageId)).toEqual(['id-1', 'id-2']);
  expect(sent[0]?.message).toEqual({
    exchange: 'test.orders.events',
    routingKey: 'order-placed.v1',
    body: Buffer.from('{"ä":1}'),
    properties: {
      messageId: 'id-1',
      type: 'orders.order-placed.v1',
      appId: 'orders',
      correlationId: 'c',
      contentType: 'application/cloudevents+json',
      timestamp: 1_700_000_000,
    },
  });
  expect(sent[1]?.message.properties.correlationId).toBeUndefined(); // too long for AMQP; the body has it
  sent[1]?.resolve('unroutable');
  expect(await stateOf(batch)).toBe('pending');
  sent[0]?.resolve('routed');
  expect(await stateOf(batch)).toBe('confirmed');
  expect(listeners.summary()).toMatchObject({ published: 2, unroutable: 1 });
});

it('fails a batch of which a row failed, once nothing of it is on its way any more', async () => {
  const batch = publisher.publish([row(1), row(2)]);
  sent[0]?.reject(new Error('cut off'));
  expect(await stateOf(batch)).toBe('pending');
  sent[1]?.resolve('routed');
  await expect(batch).rejects.toThrow(BatchFailedError);
});

it('sends nothing after a failure: a later event must not pass an earlier one', async () => {
  const first = publisher.publish([row(1)]);
  sent[0]?.reject(new Error('cut off'));
  await expect(first).rejects.toThrow('cut off');
  await expect(publisher.publish([row(2)])).rejects.toThrow('cut off');
  expect(sent).toHaveLength(1);
});

it('stops between any two rows when it may not publish any more', async () => {
  const allowed = [true, true, false];
  mayPublish = () => allowed.shift() ?? true;
  const batch = publisher.publish([row(1), row(2), row(3), row(4)]);
  expect(sent).toHaveLength(2);
  sent.forEach(({ resolve }) => resolve('routed'));
  await expect(batch).rejects.toThrow('The right to relay has run out.');
  await expect(publisher.publish([row(5)])).rejects.toThrow(BatchFailedError);
  expect(sent).toHaveLength(2);
});
