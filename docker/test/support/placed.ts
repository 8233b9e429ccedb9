import { randomUUID } from 'node:crypto';
import { eventually, setEnvironment } from '@warren/eventing/testing';
import { Hold, OtherServices, query } from '@warren/platform/testing';
import { orderPlaced } from '../../../apps/inventory/test/support/order-events';
import type { Production } from './production';

const PRODUCTS = 20;
/** So many are published at a time. */
const AT_ONCE = 20;
const PLENTY = 1_000_000;

/**
 * Orders of which inventory hears from the broker, as if orders had placed them, and what it made of each: exactly one reservation
 * of one piece, and one event that says so.
 */
export class Placed {
  private readonly orders: string[] = [];
  private readonly events: string[] = [];

  private constructor(
    private readonly database: string,
    private readonly publisher: OtherServices,
    private readonly products: readonly string[],
    private readonly restore: () => void,
  ) {}

  static async open(production: Production): Promise<Placed> {
    const { servers, namespace } = production;
    const restore = setEnvironment({ DATABASE_URL: servers.databaseUrl }); // where what is published is stored first
    const database = servers.databaseOf('inventory').all;
    const products = Array.from({ length: PRODUCTS }, () => randomUUID());
    for (const id of products)
      await query(database, 'insert into stock (product_id, on_hand, reserved, sold) values ($1, $2, 0, 0)', [
        id,
        PLENTY,
      ]);
    // Without a time to expire, as the containers have none: all of them declare the same exchanges.
    const env = { RABBITMQ_URL: production.brokerOf('orders'), EVENTING_EXPIRE_AFTER_MS: '' };
    return new Placed(database, new OtherServices(namespace, env), products, restore);
  }

  get count(): number {
    return this.orders.length;
  }

  async publish(count: number): Promise<void> {
    for (let done = 0; done < count; done += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - done) }, () => this.place()));
  }

  /** Places an order while nobody can touch the stock: who handles it stands still until what is returned lets go. */
  async placeHeld(): Promise<Hold> {
    const hold = await Hold.on(this.database, 'lock table stock in exclusive mode');
    await this.place();
    return hold;
  }

  /** How many pieces are reserved: twice handled would count twice. */
  async reserved(): Promise<number> {
    const [row] = await this.rows<{ sum: string }>('select sum(reserved) as sum from stock');
    return Number(row?.sum);
  }

  async untilAllReserved(): Promise<void> {
    await eventually(
      `all orders to be reserved`,
      async () => (await this.rows('select from reservations')).length >= this.count,
      10 * 60_000,
    );
  }

  /** What is wrong with what became of all orders; nothing, if each was handled once. */
  async accountForAll(): Promise<string[]> {
    const { orders } = this;
    const reservations = await this.rows<{ id: string }>(
      `select order_id as id from reservations where status = 'reserved' and jsonb_array_length(lines) = 1`,
    );
    const told = await this.rows<{ id: string }>(
      `select body::json->'data'->>'orderId' as id from eventing.outbox where type like 'inventory.stock-reserved.%'`,
    );
    const inbox = await this.rows<{ id: string; outcome: string }>(
      `select event_id as id, outcome from eventing.inbox where consumer = 'reserve-stock-when-order-placed'`,
    );
    const letters = await this.rows<{ id: string }>('select event_id as id from eventing.dead_letters');
    return [
      ...differences('reserved', orders, reservations),
      ...differences('told of', orders, told),
      ...differences(
        'in the inbox',
        this.events,
        inbox.filter(({ outcome }) => outcome === 'handled'),
      ),
      ...letters.map(({ id }) => `${id} was parked`),
      ...((await this.reserved()) === orders.length
        ? []
        : [`${await this.reserved()} pieces are reserved, not ${orders.length}`]),
    ];
  }

  async close(): Promise<void> {
    await this.publisher.stop();
    this.restore();
  }

  private async place(): Promise<void> {
    const orderId = randomUUID();
    const product = this.products[this.orders.length % PRODUCTS] as string;
    this.orders.push(orderId);
    this.events.push(...(await this.publisher.say(orderPlaced(orderId, [product, 1]))));
  }

  private rows<Row extends object>(sql: string): Promise<Row[]> {
    return query<Row>(this.database, sql);
  }
}

/** Each of `wanted` has to be there exactly once, and nothing else. */
function differences(what: string, wanted: readonly string[], found: readonly { id: string }[]): string[] {
  const times = new Map(wanted.map((id) => [id, 0]));
  for (const { id } of found) times.set(id, (times.get(id) ?? NaN) + 1);
  return [...times]
    .filter(([, count]) => count !== 1)
    .map(([id, count]) =>
      Number.isNaN(count) ? `${id} was never published, and is ${what}` : `${id} is ${what} ${count} times`,
    );
}
