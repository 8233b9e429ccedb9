import { randomUUID } from 'node:crypto';
import { UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { Postman } from '../src/delivery/postman';
import { TellCustomerWhenOrderConfirmed } from '../src/integration/tell-customer-when-order-confirmed.handler';
import { SendingQueue } from '../src/persistence/sending-queue';
import { confirmed, customer, suspicious } from './support/events';
import { NotificationsUnderTest } from './support/notifications-under-test';

jest.setTimeout(120_000);

let notifications: NotificationsUnderTest;
const ada = customer();

beforeAll(async () => {
  notifications = await NotificationsUnderTest.start();
  await notifications.introduce(ada);
});

afterAll(() => notifications.stop());

describe('one fact is one mail', () => {
  it('however often its message is delivered', async () => {
    const event = confirmed(ada.userId);
    const [id = ''] = await notifications.others.say(event);
    for (let i = 0; i < 5; i++) await notifications.others.repeat(event, id);
    const last = confirmed(ada.userId);
    await notifications.others.say(last);
    await notifications.mailAbout(ada.email, last.orderId);
    await notifications.mailAbout(ada.email, event.orderId);
    const rows = await notifications.service.query('select 1 from notifications where fact = $1', [
      `order-confirmed/${event.orderId}`,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('also where two events say it, at the same time and past the inbox', async () => {
    const event = confirmed(ada.userId);
    const { app } = notifications.service;
    const handle = () => app.get(UnitOfWork).run(() => app.get(TellCustomerWhenOrderConfirmed).handle(event));
    await Promise.all([handle(), handle(), handle()]);
    await notifications.mailAbout(ada.email, event.orderId);
    const mails = (await notifications.mailbox.to(ada.email)).filter(({ text }) =>
      text.includes(event.orderId),
    );
    expect(mails).toHaveLength(1);
  });

  it('under two replicas, and delivered by one of them only', async () => {
    const second = await notifications.service.startReplica();
    const deliveries = [notifications.service, second].map(({ app }) =>
      jest.spyOn(app.get(Postman), 'deliver'),
    );
    try {
      const events = Array.from({ length: 30 }, () => confirmed(ada.userId));
      for (const event of events) await notifications.others.say(event);
      await Promise.all(events.map(({ orderId }) => notifications.mailAbout(ada.email, orderId)));
      const mails = await notifications.mailbox.to(ada.email);
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
      .spyOn(notifications.service.app.get(SendingQueue), 'mark')
      .mockImplementationOnce(() => new Promise((resolve) => (revive = resolve)));
    const event = confirmed(ada.userId);
    await notifications.others.say(event);
    await notifications.mailAbout(ada.email, event.orderId);
    const fact = `order-confirmed/${event.orderId}`;
    const lapsed = `update notifications set lease_until = now() - interval '1 second' where fact = $1 and status = 'sending'`;
    await notifications.service.query(lapsed, [fact]);
    await eventually('it to be sent', async () => {
      const sql = `select 1 from notifications where fact = $1 and status = 'sent' and attempts = 2`;
      return (await notifications.service.query(sql, [fact])).length === 1;
    });
    revive(true);
    marking.mockRestore();
    const mails = (await notifications.mailbox.to(ada.email)).filter(({ text }) =>
      text.includes(event.orderId),
    );
    expect(mails).toHaveLength(1);
  });
});

describe('GET /notifications', () => {
  it('lists those to a user, the newest first, a page at a time', async () => {
    const reader = customer('Reader');
    await notifications.introduce(reader);
    const events = Array.from({ length: 21 }, () => confirmed(reader.userId));
    for (const event of events) await notifications.others.say(event);
    await eventually('all to be stored', async () => {
      const rows = await notifications.service.query('select 1 from notifications where user_id = $1', [
        reader.userId,
      ]);
      return rows.length === 21;
    });
    const first = (await notifications.service.get(`/notifications?userId=${reader.userId.toUpperCase()}`))
      .body;
    expect(first).toMatchObject({ page: 1, pageSize: 20, hasMore: true });
    const second = (await notifications.service.get(`/notifications?userId=${reader.userId}&page=2`)).body;
    expect(second).toMatchObject({ page: 2, hasMore: false });
    const ids = [...first.notifications, ...second.notifications].map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...new Set<string>(ids)].sort().reverse());
    expect(ids).toHaveLength(21);
  });

  it('shows one, and those to a desk', async () => {
    const event = suspicious(ada.userId);
    await notifications.others.say(event);
    await notifications.mailAbout('fraud-desk@warren.example', event.orderId);
    const { body } = await notifications.service.get('/notifications?recipient=fraud-desk@warren.example');
    const found = body.notifications.find(({ text }: { text: string }) => text.includes(event.orderId));
    expect((await notifications.service.get(`/notifications/${found.id}`)).body).toMatchObject({
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
    expect((await notifications.service.get(path)).status).toBe(status);
  });
});

describe('POST /notifications/:id/resend', () => {
  it('refuses what was sent, and what there is not', async () => {
    const event = confirmed(ada.userId);
    await notifications.others.say(event);
    await notifications.mailAbout(ada.email, event.orderId);
    const sent = await eventually('it to be sent', async () =>
      (await notifications.listOf(ada.userId)).find((one) => one.status === 'sent'),
    );
    const refusal = await notifications.service.post(`/notifications/${(sent as { id: string }).id}/resend`);
    expect({ status: refusal.status, type: refusal.body.type }).toEqual({
      status: 409,
      type: 'urn:problem:notification-not-resendable',
    });
    expect((await notifications.service.post(`/notifications/${randomUUID()}/resend`)).status).toBe(404);
  });
});
