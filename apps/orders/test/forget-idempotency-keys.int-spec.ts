import { eventually } from '@warren/eventing/testing';
import { startService, type StartedService } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { ForgetIdempotencyKeys } from '../src/commands/place-order/forget-idempotency-keys';
import { OrdersModule } from '../src/orders.module';

jest.setTimeout(60_000);

describe('Idempotency keys', () => {
  let orders: StartedService;

  beforeAll(async () => {
    orders = await startService(OrdersModule, { name: 'orders', migrations });
  });
  beforeEach(() => orders.query('truncate idempotency_keys'));
  afterAll(() => orders?.stop());

  const remember = (count: number, age: string) =>
    orders.query(
      `insert into idempotency_keys (user_id, key, fingerprint, order_id, created_at)
       select gen_random_uuid(), 'key', 'f', gen_random_uuid(), now() - $2::interval from generate_series(1, $1::int)`,
      [count, age],
    );
  const remembered = async () => {
    const [row] = await orders.query<{ count: number }>(
      'select count(*)::int as count from idempotency_keys',
    );
    return row?.count;
  };

  it('are forgotten after a day, and not before', async () => {
    await remember(3, '23 hours');
    await remember(4, '25 hours');
    expect(await orders.app.get(ForgetIdempotencyKeys).forget(new Date())).toBe(4);
    expect(await remembered()).toBe(3);
  });

  it('are forgotten in small transactions, however many there are', async () => {
    await orders.query('create table forgetting (transaction bigint)');
    await orders.query(`
      create function note_forgetting() returns trigger language plpgsql as $$
      begin
        insert into forgetting select txid_current();
        return old;
      end $$`);
    await orders.query(
      'create trigger note before delete on idempotency_keys for each row execute function note_forgetting()',
    );
    await remember(2_500, '2 days');
    expect(await orders.app.get(ForgetIdempotencyKeys).forget(new Date())).toBe(2_500);
    const shares = await orders.query<{ count: number }>(
      'select count(*)::int as count from forgetting group by transaction order by min(transaction)',
    );
    expect(shares.map(({ count }) => count)).toEqual([1_000, 1_000, 500]);
  });

  it('are forgotten by a service that was restarted and has been running for less than an hour', async () => {
    await remember(2, '25 hours');
    const replica = await orders.startReplica();
    await eventually('the old keys to be forgotten', async () => (await remembered()) === 0);
    await replica.stop();
  });
});
