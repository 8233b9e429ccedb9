import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import {
  createDatabase,
  EXPIRE_AFTER_MS,
  freePort,
  query,
  ServiceProcess,
  testNamespace,
  type TestDatabase,
} from '@warren/platform/testing';
import { Mailbox } from './support/mailbox';
import { MailServer } from './support/mail-server';

jest.setTimeout(180_000);

let server: MailServer;
let mailbox: Mailbox;
let database: TestDatabase;
const running: ServiceProcess[] = [];

beforeEach(async () => {
  server = await new MailServer().start();
  mailbox = await Mailbox.create();
  database = await createDatabase('notifications');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.kill()));
  await server.stop();
  await database.drop();
  await mailbox.remove();
});

async function service(env: Record<string, string>): Promise<ServiceProcess> {
  const process = new ServiceProcess('notifications', await freePort(), {
    DATABASE_URL: database.url,
    EVENTING_NAMESPACE: testNamespace(),
    EVENTING_EXPIRE_AFTER_MS: String(EXPIRE_AFTER_MS),
    MAIL_LOOK_EVERY_MS: '100',
    ...env,
  });
  running.push(process);
  expect(await process.run('migrate')).toMatchObject({ code: 0 });
  return process.start();
}

/** As its handler would store it. */
async function store(): Promise<string> {
  const id = randomUUID();
  await query(
    database.url,
    `insert into notifications (id, fact, audience, kind, recipient, recipient_name, subject, text)
     values ($1::uuid, $1::uuid::text, 'warehouse', 'stock-running-low', 'warehouse@warren.example', 'Warehouse', 'Low', $2)`,
    [id, `About ${id}\n`],
  );
  return id;
}

/** Instead of the two minutes that a lease lasts. */
const lapse = () =>
  query(
    database.url,
    `update notifications set lease_until = now() - interval '1 second' where status = 'sending'`,
  );

const becomes = (status: string, id: string, process: ServiceProcess) =>
  eventually(`${id} to be ${status}`, async () => {
    const { body } = await process.get(`/notifications/${id}`);
    return body.status === status;
  });

describe('a process killed with SIGKILL', () => {
  it('while a mail server had a mail leaves it uncertain, loudly, and nobody sends it again by themselves', async () => {
    const letGo = server.hold();
    const process = await service({ SMTP_URL: server.url });
    const id = await store();
    await eventually('the mail to be taken', () => server.taken.length === 1);
    await process.kill();
    letGo();
    await lapse();
    await process.start();
    await becomes('uncertain', id, process);
    await becomes('sent', await store(), process);
    expect(server.taken.filter(({ text }) => text.includes(id))).toHaveLength(1);
    expect(process.output).toMatch(new RegExp(`ERROR.*Nobody knows whether notification ${id} was sent`));
    expect((await process.post(`/notifications/${id}/resend`)).status).toBe(202);
    await becomes('sent', id, process);
    expect(server.taken.filter(({ text }) => text.includes(id))).toHaveLength(2);
  });

  it('again and again while it fills the folder leaves each mail there, and once', async () => {
    const process = await service({ MAIL_FOLDER: mailbox.folder });
    const ids: string[] = [];
    for (let kills = 0; kills < 3; kills++) {
      for (let i = 0; i < 20; i++) ids.push(await store());
      await eventually('some of them to be there', async () => (await mailbox.mails()).length > kills * 20);
      await process.kill();
      await lapse();
      await process.start();
    }
    await Promise.all(ids.map((id) => becomes('sent', id, process)));
    const texts = (await mailbox.mails()).map(({ text }) => text.trim()).sort();
    expect(texts).toEqual(ids.map((id) => `About ${id}`).sort());
  });
});
