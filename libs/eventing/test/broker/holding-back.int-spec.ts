import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import { eventually } from '@warren/eventing/testing';
import { RabbitAdmin } from '../../src/broker/rabbitmq/rabbit-admin';
import { RABBITMQ_URL } from '../support/test-broker';
import { onRabbit } from './rabbit-admin';

/** More than AMQP lets one consumer have in hand. */
const MESSAGES = 70_000;

jest.setTimeout(120_000);

describe('Holding back what is in a queue', () => {
  const queue = `holding-back.${randomUUID()}`;
  const admin = new RabbitAdmin('svc', RABBITMQ_URL);

  beforeAll(async () => {
    await admin.open();
    const connection = await connect(RABBITMQ_URL);
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    for (let sent = 0; sent < MESSAGES; sent++) channel.sendToQueue(queue, Buffer.from('x'));
    await channel.waitForConfirms();
    await connection.close();
  });
  afterAll(async () => {
    await onRabbit(RABBITMQ_URL, (channel) => channel.deleteQueue(queue));
    await admin.close();
  });

  it('holds all of it and what comes, however much there is, and gives all of it back', async () => {
    const held = await admin.holdBack([queue]);
    expect(held.isTight()).toBe(true);
    expect((await admin.look(queue))?.ready).toBe(0);
    await onRabbit(RABBITMQ_URL, async (channel) => {
      channel.sendToQueue(queue, Buffer.from('late'));
      await channel.checkQueue(queue); // answered after it
    });
    await eventually('the late one to be held, too', async () => (await admin.look(queue))?.ready === 0);
    expect(held.isTight()).toBe(true);
    await held.letGo();
    await eventually('all of it to be back', async () => {
      expect(await admin.look(queue)).toMatchObject({ ready: MESSAGES + 1 });
      return true;
    });
  });

  it('of no queue at all is tight', async () => {
    const held = await admin.holdBack([]);
    expect(held.isTight()).toBe(true);
    await held.letGo();
  });
});
