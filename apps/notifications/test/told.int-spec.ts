import { randomUUID } from 'node:crypto';
import { UserForgotten, UserUpdated } from '@warren/contracts';
import { FORGOTTEN } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { Recipients } from '../src/domain/recipients';
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
} from './support/events';
import { NotificationsUnderTest } from './support/notifications-under-test';

jest.setTimeout(120_000);

let notifications: NotificationsUnderTest;
const ada = customer();

beforeAll(async () => {
  notifications = await NotificationsUnderTest.start();
  await notifications.introduce(ada);
});

afterAll(() => notifications.stop());

describe('a customer', () => {
  it.each([
    ['order-confirmed', confirmed, 'is on its way:\n\n3 x Fountain pen, EUR 19.99 each\nTotal: EUR 59.97'],
    ['order-rejected', rejected, 'Too little stock'],
    ['order-cancelled', cancelled, 'is cancelled, as you asked'],
    ['payment-failed', failed, 'The reason: No funds'],
    ['payment-refunded', refunded, 'EUR 59.97 that you paid'],
  ])('hears: %s', async (kind, eventOf, words) => {
    const event = eventOf(ada.userId);
    await notifications.others.say(event);
    const mail = await notifications.mailAbout(ada.email, event.orderId);
    expect(mail.text).toContain(words);
    expect(mail.headers.get('to')).toBe(`Ada Lovelace <${ada.email}>`);
    expect(mail.headers.get('from')).toBe('Warren <shop@warren.example>');
    await eventually('it to be sent', async () =>
      (await notifications.listOf(ada.userId)).some((one) => one.kind === kind && one.status === 'sent'),
    );
  });

  it('does not hear that a payment failed which was called off with its order', async () => {
    const bob = customer('Bob');
    await notifications.introduce(bob);
    await notifications.others.say(failed(bob.userId, 'order-cancelled'));
    const later = failed(bob.userId);
    await notifications.others.say(later);
    await notifications.mailAbout(bob.email, later.orderId);
    expect(await notifications.mailbox.to(bob.email)).toHaveLength(1);
  });

  it('is written to at the address of now', async () => {
    const eve = customer('Eve');
    await notifications.introduce(eve);
    const moved = { ...eve, email: `new-${eve.email}` };
    await notifications.others.say(new UserUpdated(moved));
    await notifications.untilKnown(moved);
    const event = confirmed(eve.userId);
    await notifications.others.say(event);
    expect((await notifications.mailAbout(moved.email, event.orderId)).headers.get('to')).toContain(
      moved.email,
    );
  });

  it('who becomes known only after the event hears of it all the same', async () => {
    const late = customer('Late');
    const asked = jest.spyOn(notifications.service.app.get(Recipients), 'user');
    const event = confirmed(late.userId);
    await notifications.others.say(event);
    await eventually('a first try', () => asked.mock.calls.some(([userId]) => userId === late.userId));
    await notifications.others.say(created(late));
    expect((await notifications.mailAbout(late.email, event.orderId)).text).toContain('Hello Late,');
  });

  it('who never becomes known is parked in sight, with what to do', async () => {
    const nobody = customer();
    await notifications.others.say(refunded(nobody.userId));
    await notifications.untilParked(
      'tell-customer-when-payment-refunded',
      nobody.userId,
      'send the event round again',
    );
    expect(await notifications.listOf(nobody.userId)).toEqual([]);
  });

  it('whose name has line breaks gets no header and no paragraph by it', async () => {
    const mallory = customer('Mallory\r\nBcc: all@example.com\r\n\r\nYou have won');
    await notifications.introduce(mallory);
    const event = confirmed(mallory.userId);
    await notifications.others.say(event);
    const mail = await notifications.mailAbout(mallory.email, event.orderId);
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.text.split('\n')[0]).toBe('Hello Mallory Bcc: all@example.com You have won,');
  });
});

describe('the desks', () => {
  it('the warehouse hears of low stock, by name', async () => {
    const product = productCreated(`Pen ${randomUUID()}`);
    await notifications.others.say(product);
    await eventually('the product to be known', async () => {
      const rows = await notifications.service.query('select 1 from known_products where id = $1', [
        product.productId,
      ]);
      return rows.length > 0;
    });
    await notifications.others.say(runningLow(product.productId));
    const mail = await notifications.mailAbout('warehouse@warren.example', product.productId);
    expect(mail.text).toContain(`${product.name} (PEN-1) is running low: 2 available`);
  });

  it('the warehouse hears each time that a product runs low, known or not', async () => {
    const productId = randomUUID();
    await notifications.others.say(runningLow(productId));
    await notifications.others.say(runningLow(productId));
    await eventually('two mails', async () => {
      const mails = await notifications.mailbox.to('warehouse@warren.example');
      return mails.filter(({ text }) => text.includes(`Product ${productId} is running low`)).length === 2;
    });
  });

  it('the fraud desk hears of what is suspicious', async () => {
    const event = suspicious(ada.userId);
    await notifications.others.say(event);
    const mail = await notifications.mailAbout('fraud-desk@warren.example', event.orderId);
    expect(mail.text).toContain(`User: ${ada.userId}\n`);
  });
});

describe('a user who was forgotten', () => {
  it('is in no notification any more, gets none that waited, and is not written to again', async () => {
    const gone = customer('Ottilie');
    await notifications.introduce(gone);
    const told = confirmed(gone.userId);
    await notifications.others.say(told);
    await notifications.mailAbout(gone.email, told.orderId);
    const waiting = randomUUID();
    await notifications.service.query(
      `insert into notifications (id, fact, audience, kind, user_id, recipient, recipient_name, subject, text, next_attempt_at)
       values ($1::uuid, 'a fact', 'user', 'order-rejected', $2, $3, 'Ottilie', 'Hello Ottilie', 'Dear Ottilie', now() + interval '2s')`,
      [waiting, gone.userId, gone.email],
    );
    await notifications.others.say(new UserForgotten({ userId: gone.userId }));
    await eventually('nobody to know her', async () => {
      const rows = await notifications.service.query(
        `select 1 from notifications where user_id = $1 and recipient <> $2
         union all select 1 from known_users where id = $1 and email <> $2`,
        [gone.userId, FORGOTTEN],
      );
      return rows.length === 0;
    });
    expect((await notifications.service.get(`/notifications/${waiting}`)).body).toMatchObject({
      status: 'forgotten',
      recipient: FORGOTTEN,
      text: FORGOTTEN,
    });
    await notifications.others.say(cancelled(gone.userId));
    const later = cancelled(ada.userId);
    await notifications.others.say(later);
    await notifications.mailAbout(ada.email, later.orderId);
    expect(await notifications.listOf(gone.userId)).toHaveLength(2);
    expect(await notifications.mailbox.to(gone.email)).toHaveLength(1);
  });
});

describe('an event that breaks its contract', () => {
  it('is parked with the reason, and the next one is told', async () => {
    await notifications.others.misspeak(rejected(ada.userId), { orderId: 'no id', userId: ada.userId });
    await notifications.untilParked('tell-customer-when-order-rejected', 'orderId');
    const next = rejected(ada.userId);
    await notifications.others.say(next);
    await notifications.mailAbout(ada.email, next.orderId);
  });
});
