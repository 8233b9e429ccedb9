import { NestFactory } from '@nestjs/core';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import { NOT_A_CLOUD_EVENT } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { v7 as uuidv7 } from 'uuid';
import { RABBITMQ_URL } from '../support/test-broker';
import { MailWhenOrderPlaced } from './nest-app/mail-when-order-placed.controller';
import { MailerModule, mailerOptions } from './nest-app/mailer';
import { OrdersService } from './support/orders-service';
import { Stranger } from './support/stranger';

jest.setTimeout(60_000);

const lines: string[] = [];
const say = (...words: unknown[]) => void lines.push(words.map(String).join(' '));
const logger: LoggerService = { log: () => undefined, warn: say, error: say };

/** An application that shares nothing with ours but the deserializer. */
describe('A plain Nest application that consumes', () => {
  let orders: OrdersService;
  let stranger: Stranger;
  let names: { exchange: string; queue: string; deadLetters: string };
  let mailer: INestMicroservice;
  let controller: MailWhenOrderPlaced;

  beforeAll(async () => {
    orders = await OrdersService.start();
    const exchange = orders.names.eventsExchange('orders');
    names = { exchange, queue: `${exchange}.mailer`, deadLetters: `${exchange}.mailer-dead-letters` };
    stranger = await Stranger.connect();
    await stranger.channel.assertQueue(names.deadLetters);
  });
  beforeEach(async () => {
    lines.length = 0;
    await startMailer();
  });
  afterEach(() => mailer.close());
  afterAll(async () => {
    for (const queue of [names.queue, names.deadLetters]) await stranger.channel.deleteQueue(queue);
    await stranger.close();
    await orders.close();
  });

  async function startMailer(): Promise<void> {
    mailer = await NestFactory.createMicroservice(MailerModule, {
      ...mailerOptions(RABBITMQ_URL, names),
      logger,
    });
    controller = mailer.get(MailWhenOrderPlaced);
    await mailer.listen();
    await eventually('it consumes', async () => {
      return (await stranger.channel.checkQueue(names.queue)).consumerCount === 1; // Nest does not wait for that
    });
  }

  const mailsFor = (orderId: string) => controller.mails.filter(({ subject }) => subject === orderId);

  /** Past everybody, onto the mailer's queue. */
  const send = (body: object | string, messageId: string) =>
    stranger.publish('', names.queue, body, { messageId });

  const nextDeadLetter = () =>
    eventually('a dead letter', () => stranger.channel.get(names.deadLetters, { noAck: true }));

  const isEmpty = async () => (await stranger.channel.checkQueue(names.queue)).messageCount === 0;

  it('gets the event by its type: the envelope, and the payload', async () => {
    const id = await orders.placeOrder('o-1', 17);
    await eventually('the mail', () => mailsFor('o-1').length);
    expect(mailsFor('o-1')).toEqual([
      expect.objectContaining({
        id,
        source: '/orders',
        type: 'orders.order-placed.v1',
        partitionkey: 'order/o-1',
        sequence: 1,
        data: { orderId: 'o-1', total: 17 },
      }),
    ]);
    expect(lines).toEqual([]);
  });

  it.each([
    ['not JSON', '<order/>', /not a JSON object but a text/],
    ['a message of Nest', '{"pattern":"order-placed","data":{}}', /specversion must be "1.0"/],
    [
      'an event without a subject',
      JSON.stringify({ ...eventOf('x'), subject: undefined }),
      /subject must be a text/,
    ],
  ])('has %s among the dead letters, with a clear error, and goes on', async (_what, body, problem) => {
    const messageId = uuidv7();
    await send(body, messageId);
    const letter = await nextDeadLetter();
    expect(letter.content.toString()).toBe(body);
    expect(letter.properties.headers?.['x-death']).toMatchObject([
      { queue: names.queue, reason: 'rejected' },
    ]);
    expect(lines).toEqual([
      expect.stringMatching(problem),
      expect.stringContaining(
        `negative acknowledged, so it will not be re-delivered. Pattern: ${NOT_A_CLOUD_EVENT}`,
      ),
    ]);
    expect(lines[0]).toContain(`Message '${messageId}' is no CloudEvent`);
    await orders.placeOrder(messageId, 1);
    await eventually('the next event is handled', () => mailsFor(messageId).length);
  });

  it('has an event for which there is no handler among the dead letters, too', async () => {
    await send(eventOf('o-2', 'orders.order-painted.v1'), 'painted');
    expect((await nextDeadLetter()).properties.messageId).toBe('painted');
    expect(lines).toEqual([expect.stringContaining('Pattern: orders.order-painted.v1')]);
  });

  it('has what fails at every try among the dead letters: five times again, at once', async () => {
    controller.send = ({ orderId }) => {
      if (orderId === 'o-3') throw new Error('no stamps');
    };
    await orders.placeOrder('o-3', 1);
    const letter = await nextDeadLetter();
    expect(letter.properties.headers?.['x-death']).toMatchObject([{ reason: 'delivery_limit' }]);
    expect(mailsFor('o-3')).toHaveLength(6);
    expect(lines).toHaveLength(6);
    expect(lines[0]).toContain('no stamps');
  });

  it('does not get: an inbox. What is delivered twice is handled twice, and only the id tells', async () => {
    const event = eventOf('o-4');
    await send(event, event.id);
    await send(event, event.id);
    await eventually('both', () => mailsFor('o-4').length === 2);
    expect(mailsFor('o-4').map(({ id }) => id)).toEqual([event.id, event.id]);
  });

  it('gets again what it had not acked when it ended', async () => {
    controller.send = () => new Promise(() => undefined);
    await orders.placeOrder('o-6', 1);
    await eventually('it sends', () => mailsFor('o-6').length);
    await mailer.close();
    await startMailer();
    await eventually('the mail', () => mailsFor('o-6').length);
    await eventually('it is acked', isEmpty);
  });

  it('loses nothing while it is away: the queue is its own', async () => {
    await mailer.close();
    await orders.placeOrder('o-5', 1);
    await eventually('it waits in the queue', async () => !(await isEmpty()));
    await startMailer();
    await eventually('the mail', () => mailsFor('o-5').length);
    await eventually('it is acked', isEmpty);
  });
});

function eventOf(subject: string, type = 'orders.order-placed.v1') {
  return {
    specversion: '1.0',
    id: uuidv7(),
    source: '/orders',
    type,
    subject,
    time: new Date().toISOString(),
    data: { orderId: subject, total: 1 },
  };
}
