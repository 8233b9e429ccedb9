import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FORGOTTEN } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { tablesHolding } from '@warren/platform/testing';
import { Customer, stocked } from './support/customer';
import { HURRIED } from './support/hurried';
import { SERVICES, Shop, type Name } from './support/shop';
import { Wiretap } from './support/wiretap';

jest.setTimeout(300_000);

const NAME = 'Ottilie Featherstonehaugh';
const EMAIL = 'ottilie.f@example.net';

let shop: Shop;
let tap: Wiretap;
let ottilie: Customer;
let pen: string;
let orderId: string;

/** What a back-up of the database would hold, and everything else it knows. */
async function dumpOf(name: Name): Promise<string> {
  const options = { maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)('pg_dump', ['--inserts', shop.databaseUrl(name)], options);
  return stdout;
}

/** Of what was written in whatever place, the part that tells who it was; as text, in hex and in base64. */
function tellsWho(text: string): string[] {
  const forms = [NAME, EMAIL, 'Featherstonehaugh'].flatMap((secret) => {
    const bytes = Buffer.from(secret);
    return [
      secret,
      encodeURIComponent(secret),
      bytes.toString('hex'),
      bytes.toString('base64').replace(/=+$/, ''),
    ];
  });
  return forms.filter((form) => text.includes(form));
}

/** Of processes that were started anew since. */
let earlierLogs = '';
const logs = () => earlierLogs + shop.all.map(({ output }) => output).join('\n');

async function placesThatTell(): Promise<Record<string, string[]>> {
  const each = SERVICES.map(async (name) => [name, tellsWho(await dumpOf(name))] as const);
  const queues = await tap.lyingIn((await shop.messages()).keys());
  const all = [
    ...(await Promise.all(each)),
    ['queues', tellsWho(queues)],
    ['logs', tellsWho(logs())],
  ] as const;
  return Object.fromEntries(all.filter(([, found]) => found.length > 0));
}

async function customerOf(order: string): Promise<string> {
  return (await ottilie.see(order)).customer.name;
}

beforeAll(async () => {
  shop = await Shop.open({ settings: HURRIED });
  tap = await Wiretap.on(shop);
  ottilie = await Customer.signUp(shop, NAME, EMAIL);
  pen = await stocked(shop, 100);
  orderId = await ottilie.order([pen, 2]);
  await ottilie.untilDecided(orderId);
  await eventually('her mail to be sent', async () => {
    const { body } = await shop.notifications.get(`/notifications?userId=${ottilie.id}`);
    return (body.notifications as { status: string }[]).some(({ status }) => status === 'sent');
  });
});
afterAll(async () => {
  await tap?.end();
  await shop?.close();
});

it('before, who she is stands in the tables that are read by people, and nowhere else in the clear', async () => {
  const tables = SERVICES.map(
    async (name) => [name, await tablesHolding(shop.databaseUrl(name), NAME)] as const,
  );
  expect(Object.fromEntries((await Promise.all(tables)).filter(([, found]) => found.length > 0))).toEqual({
    users: ['public.users'],
    orders: ['public.known_users'],
    notifications: ['public.known_users', 'public.notifications'],
  });
  expect(tellsWho(tap.text)).toEqual([]);
  expect(tap.text).toMatch(/"name":"personal:1:[1-9]\d*:/);
  expect(tellsWho(logs())).toEqual([]);
  expect(await customerOf(orderId)).toBe(NAME);
});

it('afterwards, no table, queue or log tells who she was, and her order is that of somebody', async () => {
  const { status } = await shop.users.send('DELETE', `/users/${ottilie.id}/personal-data`);
  expect(status).toBe(204);
  await eventually(
    'the order to show that she was forgotten',
    async () => (await customerOf(orderId)) === FORGOTTEN,
  );
  let places: unknown;
  await eventually('her to be forgotten everywhere', async () => {
    places = await placesThatTell();
    return Object.keys(places as object).length === 0;
  }).catch((error: Error) => {
    throw new Error(`${error.message}. It is still told by ${JSON.stringify(places)}.`);
  });
  expect((await ottilie.see(orderId)).status).toBe('confirmed');
  const { body } = await shop.notifications.get(`/notifications?userId=${ottilie.id}`);
  expect(body.notifications).toMatchObject([{ status: 'sent', recipient: FORGOTTEN, text: FORGOTTEN }]);
});

it('a read model that is built anew from a replay shows that she was forgotten', async () => {
  await shop.orders.stop();
  earlierLogs = logs();
  for (const table of ['known_users', 'eventing.personal_subjects', 'eventing.personal_keys'])
    await shop.rows('orders', `delete from ${table}`);
  await shop.rows('orders', `delete from eventing.projection_gate where projection = 'known-users'`);
  await shop.rows(
    'orders',
    `update eventing.snapshot_requests set state = 'complete', received = '{[1,1000)}'`,
  );
  await shop.orders.start();
  const begun = await shop.users.send('POST', '/ops/outbox/replays', {
    json: {},
    headers: { 'x-actor': 'a test' },
  });
  expect(begun.status).toBe(202);
  await eventually('the copy of the users to be there again', async () => {
    const rows = await shop.rows<{ name: string }>('orders', 'select name from known_users where id = $1', [
      ottilie.id,
    ]);
    return rows[0]?.name === FORGOTTEN;
  });
  expect(await placesThatTell()).toEqual({});
});

it('orders go on, hers and those of others', async () => {
  const ada = await Customer.signUp(shop, 'Ada Lovelace');
  const others = await ada.order([pen, 1]);
  expect((await ada.untilDecided(others)).status).toBe('confirmed');
  expect((await ada.see(others)).customer.name).toBe('Ada Lovelace');
  expect([204, 409]).toContain((await ottilie.cancel(orderId)).status);
  expect(await shop.parked()).toEqual([]);
  expect(await placesThatTell()).toEqual({});
});
