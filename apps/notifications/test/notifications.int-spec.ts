import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { UserUpdated } from '@warren/contracts';
import { EventingModule, UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import {
  OtherServices,
  startService,
  testNamespace,
  untilReady,
  type StartedService,
} from '@warren/platform/testing';
import { migrations } from '../migrations';
import { Postman } from '../src/delivery/postman';
import { Recipients } from '../src/domain/recipients';
import { TellCustomerWhenOrderConfirmed } from '../src/integration/tell-customer-when-order-confirmed.handler';
import { parts } from '../src/notifications.module';
import { SendingQueue } from '../src/persistence/sending-queue';
import {
  cancelled,
  confirmed,
  created,
  customer,
  failed,
  productCreated,
  refunded,
  rejected,
  runningLow,
  suspicious,
  type Customer,
} from './support/events';
import { Mailbox, type Mail } from './support/mailbox';

jest.setTimeout(120_000);

/** The service with delays short enough that a test sees their end. */
@Module({
  ...parts,
  imports: [
    ...parts.imports,
    EventingModule.forService('notifications', {
      handlers: { immediateTries: 1, retryDelays: ['200ms', '300ms', '1500ms'] },
    }),
  ],
})
class ImpatientNotifications {}

const namespace = testNamespace();
const others = new OtherServices(namespace);
let mailbox: Mailbox;
let notifications: StartedService;
const ada = customer();

beforeAll(async () => {
  mailbox = await Mailbox.create();
  const env = { MAIL_FOLDER: mailbox.folder, MAIL_LOOK_EVERY_MS: '200', MAIL_RETRY_AFTER_MS: '50' };
  notifications = await startService(ImpatientNotifications, {
    name: 'notifications',
    migrations,
    namespace,
    env,
  });
  await untilReady(notifications);
  await introduce(ada);
});

afterAll(async () => {
  await others.stop();
  await notifications.stop();
  await mailbox.remove();
});

const isKnown = async (user: Customer) => {
  const sql = 'select 1 from known_users where id = $1 and email = $2';
  return (await notifications.query(sql, [user.userId, user.email])).length > 0;
};

async function introduce(user: Customer): Promise<void> {
  await others.say(created(user));
  await eventually('the user to be known', () => isKnown(user));
}

const listOf = async (userId: string) =>
  (await notifications.get(`/notifications?userId=${userId}`)).body.notifications as {
    id: string;
    kind: string;
    status: string;
  }[];

const mailAbout = (address: string, text: string): Promise<Mail> =>
  eventually(`a mail to ${address} about ${text}`, async () =>
    (await mailbox.to(address)).find(
      (mail) => mail.text.includes(text) || mail.headers.get('subject')?.includes(text),
    ),
  ) as Promise<Mail>;

const parked = (consumer: string) =>
  notifications.query<{ error_message: string; body: string }>(
    `select error_message, convert_from(body, 'utf8') as body from eventing.dead_letters where consumer = $1`,
    [consumer],
  );

describe('a customer', () => {
  it.each([
    ['order-confirmed', confirmed, 'is on its way:\n\n3 x Fountain pen, EUR 19.99 each\nTotal: EUR 59.97'],
    ['order-rejected', rejected, 'Too little stock'],
    ['order-cancelled', cancelled, 'is cancelled, as you asked'],
    ['payment-failed', failed, 'The reason: No funds'],
    ['payment-refunded', refunded, 'EUR 59.97 that you paid'],
  ])('hears: %s', async (kind, eventOf, words) => {
    const event = eventOf(ada.userId);
    await others.say(event);
    const mail = await mailAbout(ada.email, event.orderId);
    expect(mail.text).toContain(words);
    expect(mail.headers.get('to')).toBe(`Ada Lovelace <${ada.email}>`);
    expect(mail.headers.get('from')).toBe('Warren <shop@warren.example>');
    await eventually('it to be sent', async () =>
      (await listOf(ada.userId)).some((one) => one.kind === kind && one.status === 'sent'),
    );
  });

  it('does not hear that a payment failed which was called off with its order', async () => {
    const bob = customer('Bob');
    await introduce(bob);
    await others.say(failed(bob.userId, 'order-cancelled'));
    const later = failed(bob.userId);
    await others.say(later);
    await mailAbout(bob.email, later.orderId);
    expect(await mailbox.to(bob.email)).toHaveLength(1);
  });

  it('is written to at the address of now', async () => {
    const eve = customer('Eve');
    await introduce(eve);
    const moved = { ...eve, email: `new-${eve.email}` };
    await others.say(new UserUpdated(moved));
    await eventually('the new address to be known', () => isKnown(moved));
    const event = confirmed(eve.userId);
    await others.say(event);
    expect((await mailAbout(moved.email, event.orderId)).headers.get('to')).toContain(moved.email);
  });

  it('who becomes known only after the event hears of it all the same', async () => {
    const late = customer('Late');
    const asked = jest.spyOn(notifications.app.get(Recipients), 'user');
    const event = confirmed(late.userId);
    await others.say(event);
    await eventually('a first try', () => asked.mock.calls.some(([userId]) => userId === late.userId));
    await others.say(created(late));
    expect((await mailAbout(late.email, event.orderId)).text).toContain('Hello Late,');
  });

  it('who never becomes known is parked in sight, with what to do', async () => {
    const nobody = customer();
    await others.say(refunded(nobody.userId));
    await eventually('the event to be parked', async () => {
      const rows = await parked('tell-customer-when-payment-refunded');
      return rows.some(
        ({ error_message: message }) =>
          message.includes(nobody.userId) && message.includes('send the event round again'),
      );
    });
    expect(await listOf(nobody.userId)).toEqual([]);
  });

  it('whose name has line breaks gets no header and no paragraph by it', async () => {
    const mallory = customer('Mallory\r\nBcc: all@example.com\r\n\r\nYou have won');
    await introduce(mallory);
    const event = confirmed(mallory.userId);
    await others.say(event);
    const mail = await mailAbout(mallory.email, event.orderId);
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.text.split('\n')[0]).toBe('Hello Mallory Bcc: all@example.com You have won,');
  });
});

describe('the desks', () => {
  it('the warehouse hears of low stock, by name', async () => {
    const product = productCreated(`Pen ${randomUUID()}`);
    await others.say(product);
    await eventually('the product to be known', async () => {
      const rows = await notifications.query('select 1 from known_products where id = $1', [
        product.productId,
      ]);
      return rows.length > 0;
    });
    await others.say(runningLow(product.productId));
    const mail = await mailAbout('warehouse@warren.example', product.productId);
    expect(mail.text).toContain(`${product.name} (PEN-1) is running low: 2 available`);
  });

  it('the warehouse hears each time that a product runs low, known or not', async () => {
    const productId = randomUUID();
    await others.say(runningLow(productId));
    await others.say(runningLow(productId));
    await eventually('two mails', async () => {
      const mails = await mailbox.to('warehouse@warren.example');
      return mails.filter(({ text }) => text.includes(`Product ${productId} is running low`)).length === 2;
    });
  });

  it('the fraud desk hears of what is suspicious', async () => {
    const event = suspicious(ada.userId);
    await others.say(event);
    const mail = await mailAbout('fraud-desk@warren.example', event.orderId);
    expect(mail.text).toContain(`User: ${ada.userId} (Ada Lovelace <${ada.email}>)`);
  });
});

describe('one fact is one mail', () => {
  it('however often its message is delivered', async () => {
    const event = confirmed(ada.userId);
    const [id = ''] = await others.say(event);
    for (let i = 0; i < 5; i++) await others.repeat(event, id);
    const last = confirmed(ada.userId);
    await others.say(last);
    await mailAbout(ada.email, last.orderId);
    await mailAbout(ada.email, event.orderId);
    const rows = await notifications.query('select 1 from notifications where fact = $1', [
      `order-confirmed/${event.orderId}`,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('also where two events say it, at the same time and past the inbox', async () => {
    const event = confirmed(ada.userId);
    const { app } = notifications;
    const handle = () => app.get(UnitOfWork).run(() => app.get(TellCustomerWhenOrderConfirmed).handle(event));
    await Promise.all([handle(), handle(), handle()]);
    await mailAbout(ada.email, event.orderId);
    const mails = (await mailbox.to(ada.email)).filter(({ text }) => text.includes(event.orderId));
    expect(mails).toHaveLength(1);
  });

  it('under two replicas, and delivered by one of them only', async () => {
    const second = await notifications.startReplica();
    const deliveries = [notifications, second].map(({ app }) => jest.spyOn(app.get(Postman), 'deliver'));
    try {
      const events = Array.from({ length: 30 }, () => confirmed(ada.userId));
      for (const event of events) await others.say(event);
      await Promise.all(events.map(({ orderId }) => mailAbout(ada.email, orderId)));
      const mails = await mailbox.to(ada.email);
      for (const { orderId } of events) {
        expect(mails.filter(({ text }) => text.includes(orderId))).toHaveLength(1);
      }
      expect(deliveries.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBe(events.length);
    } finally {
      deliveries.forEach((spy) => spy.mockRestore());
      await second.stop();
    }
  });
});

describe('a process that dies after putting a mail into the folder', () => {
  it('leaves a notification that another takes up, and still one mail', async () => {
    let revive = (_: boolean): void => undefined;
    const marking = jest
      .spyOn(notifications.app.get(SendingQueue), 'mark')
      .mockImplementationOnce(() => new Promise((resolve) => (revive = resolve)));
    const event = confirmed(ada.userId);
    await others.say(event);
    await mailAbout(ada.email, event.orderId);
    const fact = `order-confirmed/${event.orderId}`;
    const lapsed = `update notifications set lease_until = now() - interval '1 second' where fact = $1 and status = 'sending'`;
    await notifications.query(lapsed, [fact]);
    await eventually('it to be sent', async () => {
      const sql = `select 1 from notifications where fact = $1 and status = 'sent' and attempts = 2`;
      return (await notifications.query(sql, [fact])).length === 1;
    });
    revive(true);
    marking.mockRestore();
    const mails = (await mailbox.to(ada.email)).filter(({ text }) => text.includes(event.orderId));
    expect(mails).toHaveLength(1);
  });
});

describe('an event that breaks its contract', () => {
  it('is parked with the reason, and the next one is told', async () => {
    await others.misspeak(rejected(ada.userId), { orderId: 'no id', userId: ada.userId });
    await eventually('it to be parked', async () => {
      const rows = await parked('tell-customer-when-order-rejected');
      return rows.some(({ error_message: message }) => message.includes('orderId'));
    });
    const next = rejected(ada.userId);
    await others.say(next);
    await mailAbout(ada.email, next.orderId);
  });
});

describe('GET /notifications', () => {
  it('lists those to a user, the newest first, a page at a time', async () => {
    const reader = customer('Reader');
    await introduce(reader);
    const events = Array.from({ length: 21 }, () => confirmed(reader.userId));
    for (const event of events) await others.say(event);
    await eventually('all to be stored', async () => {
      const rows = await notifications.query('select 1 from notifications where user_id = $1', [
        reader.userId,
      ]);
      return rows.length === 21;
    });
    const first = (await notifications.get(`/notifications?userId=${reader.userId.toUpperCase()}`)).body;
    expect(first).toMatchObject({ page: 1, pageSize: 20, hasMore: true });
    const second = (await notifications.get(`/notifications?userId=${reader.userId}&page=2`)).body;
    expect(second).toMatchObject({ page: 2, hasMore: false });
    const ids = [...first.notifications, ...second.notifications].map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...new Set<string>(ids)].sort().reverse());
    expect(ids).toHaveLength(21);
  });

  it('shows one, and those to a desk', async () => {
    const event = suspicious(ada.userId);
    await others.say(event);
    await mailAbout('fraud-desk@warren.example', event.orderId);
    const { body } = await notifications.get('/notifications?recipient=fraud-desk@warren.example');
    const found = body.notifications.find(({ text }: { text: string }) => text.includes(event.orderId));
    expect((await notifications.get(`/notifications/${found.id}`)).body).toMatchObject({
      id: found.id,
      kind: 'suspicious-activity',
      recipient: 'fraud-desk@warren.example',
      createdAt: expect.stringMatching(/Z$/),
    });
  });

  it.each([
    ['/notifications?userId=ada', 400],
    ['/notifications?page=0', 400],
    ['/notifications?page=x', 400],
    ['/notifications?recipient=all', 400],
    ['/notifications?status=sent', 400],
    ['/notifications/1', 400],
    [`/notifications/${randomUUID()}`, 404],
  ])('answers %s with %d', async (path, status) => {
    expect((await notifications.get(path)).status).toBe(status);
  });
});

describe('POST /notifications/:id/resend', () => {
  it('refuses what was sent, and what there is not', async () => {
    const event = confirmed(ada.userId);
    await others.say(event);
    await mailAbout(ada.email, event.orderId);
    const sent = await eventually('it to be sent', async () =>
      (await listOf(ada.userId)).find((one) => one.status === 'sent'),
    );
    const refusal = await notifications.post(`/notifications/${(sent as { id: string }).id}/resend`);
    expect({ status: refusal.status, type: refusal.body.type }).toEqual({
      status: 409,
      type: 'urn:problem:notification-not-resendable',
    });
    expect((await notifications.post(`/notifications/${randomUUID()}/resend`)).status).toBe(404);
  });
});
