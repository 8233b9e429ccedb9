import { eventually } from '@warren/eventing/testing';
import { Customer, stocked, untilStock } from './support/customer';
import { forgeOrder } from './support/forger';
import { HURRIED } from './support/hurried';
import { SERVICES, Shop, type Name } from './support/shop';

jest.setTimeout(240_000);

/** All other stories of the shop run with these users, too; here is what they do not come to. */
describe('a shop whose services have users of their own on the broker', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open({ settings: HURRIED });
  });

  afterAll(() => shop?.close());

  const refused = (name: Name) =>
    shop
      .service(name)
      .output.split('\n')
      .filter((line) => /ACCESS.REFUSED|\b403 \(|may not declare/.test(line));

  it('sells, has copies made and parks nothing', async () => {
    const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 10)];
    expect((await ada.untilDecided(await ada.order([pen, 3]))).status).toBe('confirmed');
    await untilStock(shop, pen, { onHand: 7, reserved: 0, available: 7, sold: 3 });
    expect(await shop.parked()).toEqual([]);
  });

  it.each(['doctor', 'topology plan', 'topology apply'])(
    'lets a person run %s as the service',
    async (command) => {
      for (const name of ['users', 'orders', 'payments'] as const) {
        const { code, output } = await shop.service(name).command('ops', ...command.split(' '));
        expect({ name, code, output }).toMatchObject({
          code: 0,
          output: expect.not.stringMatching(/refuse/i),
        });
      }
    },
  );

  it('sends events once more, to everybody and to one queue of another service', async () => {
    for (const to of [[], ['--queue', 'orders.known-users', '--type', 'users.user-created']]) {
      const { code, output } = await shop.users.command('ops', 'outbox', 'replay', '--from', '1', ...to);
      expect({ code, output }).toMatchObject({ code: 0 });
    }
  });

  it('does not believe what one service says in the name of another', async () => {
    await forgeOrder(shop, 'payments', 'payment-successful.v1', 'forged-1');
    const parked = await eventually('it is parked', async () => {
      const rows = await shop.rows<{ reason: string }>(
        'orders',
        `select reason from eventing.dead_letters where event_id = 'forged-1'`,
      );
      return rows.length > 0 && rows;
    });
    expect(new Set(parked.map(({ reason }) => reason))).toEqual(new Set(['untrusted-publisher']));
  });

  it('lets a person send it round again, who has to ask for such messages by name', async () => {
    const redrive = (...which: string[]) =>
      shop.orders.command('ops', 'dead-letters', 'redrive', ...which, '--why', 'looked at it');
    expect((await redrive('--all')).code).not.toBe(0);
    const { code, output } = await redrive('--because', 'untrusted-publisher');
    expect({ code, output }).toMatchObject({ code: 0 });
    await eventually('it is looked into now, and is no order', async () => {
      const rows = await shop.rows<{ reason: string }>(
        'orders',
        `select reason from eventing.dead_letters where consumer = $1 and reason <> 'untrusted-publisher'`,
        ['fulfil-order'],
      );
      return rows.length > 0;
    });
  });

  it('was refused nothing by the broker', () => {
    for (const name of SERVICES) expect({ name, refused: refused(name) }).toEqual({ name, refused: [] });
  });
});
