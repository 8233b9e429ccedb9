import type { INestApplication } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { startService, testNamespace, type StartedService } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { TellCustomerWhenOrderConfirmed } from '../src/integration/tell-customer-when-order-confirmed.handler';
import { NotificationsModule } from '../src/notifications.module';
import { SendingQueue } from '../src/persistence/sending-queue';
import { confirmed, customer } from './support/events';
import { MailServer } from './support/mail-server';

jest.setTimeout(120_000);

const ada = customer();
const namespace = testNamespace();
let server: MailServer;
let notifications: StartedService;

beforeAll(async () => {
  server = await new MailServer().start();
  const env = {
    SMTP_URL: server.url,
    MAIL_LOOK_EVERY_MS: '100',
    MAIL_RETRY_AFTER_MS: '50',
    LOG_LEVEL: 'fatal',
  };
  notifications = await startService(NotificationsModule, {
    name: 'notifications',
    migrations,
    namespace,
    env,
  });
  await notifications.query('insert into known_users (id, name, email) values ($1, $2, $3)', [
    ada.userId,
    ada.name,
    ada.email,
  ]);
});

beforeEach(() => {
  server.toRecipient = 'take';
  server.toContent = 'take';
});

afterAll(async () => {
  await notifications.stop();
  await server.stop();
});

interface Shown {
  id: string;
  status: string;
  problem?: string;
}

/** As its handler does when the event comes; returns a look at what became of it. */
async function tell(
  app: INestApplication = notifications.app,
): Promise<{ orderId: string; look: () => Promise<Shown> }> {
  const event = confirmed(ada.userId);
  await app.get(UnitOfWork).run(() => app.get(TellCustomerWhenOrderConfirmed).handle(event));
  const [row] = await notifications.query<{ id: string }>('select id from notifications where fact = $1', [
    `order-confirmed/${event.orderId}`,
  ]);
  const look = async () => (await notifications.get(`/notifications/${row?.id}`)).body as Shown;
  return { orderId: event.orderId, look };
}

const until = (what: string, look: () => Promise<Shown>, holds: (shown: Shown) => boolean) =>
  eventually(what, async () => {
    const shown = await look();
    return holds(shown) && shown;
  }) as Promise<Shown>;

const becomes = (status: string, look: () => Promise<Shown>) =>
  until(`it to be ${status}`, look, (shown) => shown.status === status);

const takenAbout = (orderId: string) => server.taken.filter(({ text }) => text.includes(orderId));

describe('by SMTP, a mail', () => {
  it('is delivered, with a Message-ID of its own that is always the same', async () => {
    const { orderId, look } = await tell();
    const { id } = await becomes('sent', look);
    const [mail] = takenAbout(orderId);
    expect(mail?.headers.get('message-id')).toBe(`<${id}@warren.example>`);
    expect(mail?.headers.get('to')).toBe(`Ada Lovelace <${ada.email}>`);
    expect(mail?.text).toContain('3 x Fountain pen, EUR 19.99 each');
  });

  it.each([
    ['a recipient', 'toRecipient', 450],
    ['a content', 'toContent', 452],
  ] as const)('waits and is delivered once when %s was refused for now', async (_, where, code) => {
    server[where] = { code, text: 'Come back later' };
    const { orderId, look } = await tell();
    await until('a try that failed', look, ({ problem }) => Boolean(problem?.includes('Come back later')));
    expect((await look()).status).toBe('pending');
    server[where] = 'take';
    expect(await becomes('sent', look)).not.toHaveProperty('problem');
    expect(takenAbout(orderId)).toHaveLength(1);
  });

  it.each([
    ['a recipient', 'toRecipient', 550],
    ['a content', 'toContent', 554],
  ] as const)(
    'fails with the reason when %s is refused for good, and is not tried again',
    async (_, where, code) => {
      server[where] = { code, text: 'Never heard of them' };
      const { orderId, look } = await tell();
      expect((await becomes('failed', look)).problem).toContain('Never heard of them');
      server[where] = 'take';
      const next = await tell();
      await becomes('sent', next.look);
      expect(await look()).toMatchObject({ status: 'failed' });
      expect(takenAbout(orderId)).toHaveLength(0);
    },
  );

  it('that failed is sent when a person says so', async () => {
    server.toRecipient = { code: 550, text: 'Mailbox full' };
    const { orderId, look } = await tell();
    const { id } = await becomes('failed', look);
    server.toRecipient = 'take';
    const answer = await notifications.post(`/notifications/${id}/resend`);
    expect({ status: answer.status, now: answer.body.status }).toEqual({ status: 202, now: 'pending' });
    await becomes('sent', look);
    expect(takenAbout(orderId)).toHaveLength(1);
  });

  it('waits while nobody listens, with events handled meanwhile, and is sent by a process that starts later', async () => {
    await server.stop();
    const told = [await tell(), await tell(), await tell(), await tell(), await tell(), await tell()];
    for (const { look } of told) {
      await until('a try that failed', look, ({ problem }) => Boolean(problem?.includes('ECONNREFUSED')));
    }
    const dead = jest.spyOn(notifications.app.get(SendingQueue), 'claim').mockResolvedValue([]);
    const replica = await notifications.startReplica();
    try {
      await server.start();
      for (const { look } of told) await becomes('sent', look);
    } finally {
      await replica.stop();
      dead.mockRestore();
    }
    for (const { orderId } of told) expect(takenAbout(orderId)).toHaveLength(1);
  });
});

describe('a mail of which nobody knows whether it arrived', () => {
  async function staysUncertain(orderId: string, look: () => Promise<Shown>): Promise<Shown> {
    const shown = await becomes('uncertain', look);
    const next = await tell();
    await becomes('sent', next.look);
    expect(await look()).toEqual(shown);
    expect(takenAbout(orderId)).toHaveLength(1);
    return shown;
  }

  async function isSentAgainByHand(id: string, orderId: string, look: () => Promise<Shown>): Promise<void> {
    expect((await notifications.post(`/notifications/${id}/resend`)).status).toBe(202);
    await becomes('sent', look);
    const ids = takenAbout(orderId).map(({ headers }) => headers.get('message-id'));
    expect(ids).toEqual([`<${id}@warren.example>`, `<${id}@warren.example>`]);
  }

  it('because the connection broke while it was being taken, is not sent again but by hand', async () => {
    server.toContent = 'break-after-taking';
    const { orderId, look } = await tell();
    await eventually('it to be taken', () => takenAbout(orderId).length === 1);
    server.toContent = 'take';
    const { id, problem } = await staysUncertain(orderId, look);
    expect(problem).toContain('The connection broke while the mail server was taking it');
    await isSentAgainByHand(id, orderId, look);
  });

  it('is none while its process still has time: however often others look, they leave it to that', async () => {
    const looks = jest.spyOn(notifications.app.get(SendingQueue), 'takeUpLapsed');
    const letGo = server.hold();
    const { orderId, look } = await tell();
    await eventually('it to be taken', () => takenAbout(orderId).length === 1);
    const before = looks.mock.calls.length;
    await eventually('others to look for what was left behind', () => looks.mock.calls.length >= before + 2);
    expect((await look()).status).toBe('pending');
    letGo();
    await becomes('sent', look);
    expect(
      (await Promise.all(looks.mock.results.map(({ value }) => value as Promise<string[]>))).flat(),
    ).toEqual([]);
    looks.mockRestore();
  });

  it('because its process died between sending and marking, is not sent again but by hand', async () => {
    let revive = (_: boolean): void => undefined;
    const marking = jest
      .spyOn(notifications.app.get(SendingQueue), 'mark')
      .mockImplementationOnce(() => new Promise((resolve) => (revive = resolve)));
    const { orderId, look } = await tell();
    await eventually('it to be taken', () => takenAbout(orderId).length === 1);
    expect((await look()).status).toBe('pending');
    await notifications.query(
      `update notifications set lease_until = now() - interval '1 second' where status = 'sending'`,
    );
    const { id, problem } = await staysUncertain(orderId, look);
    expect(problem).toContain('Its process ended, or lost the database');
    await isSentAgainByHand(id, orderId, look);
    revive(true);
    marking.mockRestore();
  });

  it('is known to be sent once the process that was thought dead says so', async () => {
    const queue = notifications.app.get(SendingQueue);
    const mark = queue.mark.bind(queue);
    let wakeUp = (): void => undefined;
    const frozen = new Promise<void>((resolve) => (wakeUp = resolve));
    const marking = jest.spyOn(queue, 'mark').mockImplementationOnce(async (...what) => {
      await frozen;
      return mark(...what);
    });
    const { orderId, look } = await tell();
    await eventually('it to be taken', () => takenAbout(orderId).length === 1);
    await notifications.query(
      `update notifications set lease_until = now() - interval '1 second' where status = 'sending'`,
    );
    await becomes('uncertain', look);
    wakeUp();
    expect(await becomes('sent', look)).not.toHaveProperty('problem');
    expect(takenAbout(orderId)).toHaveLength(1);
    marking.mockRestore();
  });
});

describe('a service that stops', () => {
  it('finishes what it is sending', async () => {
    const replica = await notifications.startReplica();
    const asleep = jest.spyOn(notifications.app.get(SendingQueue), 'claim').mockResolvedValue([]);
    try {
      const letGo = server.hold();
      const { look, orderId } = await tell(replica.app);
      await eventually('it to be taken', () => takenAbout(orderId).length === 1);
      const closed = replica.stop();
      letGo();
      await closed;
      expect(await look()).toMatchObject({ status: 'sent' });
    } finally {
      asleep.mockRestore();
    }
  });
});
