import { eventually } from '@warren/eventing/testing';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import type { EventingOptions } from '../../src/eventing.options';
import { arriving, OrderPlaced, PaymentSuccessful, StockReserved } from './support/contracts';
import { deliver } from './support/saga-service';
import { SagaWorld } from './support/saga-world';

jest.setTimeout(120_000);

/** The same order for the same seed, so that what fails can be repeated. */
function shuffled<T>(items: T[], seed: number): T[] {
  let state = seed;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

it('Sagas end well whatever the order in which their events come, each several times, to two replicas', async () => {
  const world = await SagaWorld.create();
  const seed = 1 + Math.floor(Math.random() * 1_000_000);
  try {
    const handlers: EventingOptions['handlers'] = { retryDelays: ['100ms', '300ms', '1s', '2s', '5s'] };
    const one = await world.replica({ handlers });
    const other = await world.replica({ handlers });
    const orders = Array.from({ length: 40 }, (_, n) => `order-${n}`);
    const events = orders.flatMap((orderId) => [
      arriving(new OrderPlaced({ orderId, total: 1 })),
      arriving(new StockReserved({ orderId })),
      arriving(new PaymentSuccessful({ orderId })),
    ]);
    const deliveries = shuffled([...events, ...shuffled(events, seed).slice(0, 60)], seed + 1);
    await Promise.all(deliveries.map((event, n) => deliver(n % 2 === 0 ? one : other, event)));
    await eventually(`every event to be handled (seed ${seed})`, async () => {
      const [row] = await world.query<{ count: number }>('select count(*)::int as count from eventing.inbox');
      return row?.count === events.length;
    });

    expect(await one.get(DeadLetters).count()).toBe(0);
    for (const orderId of orders) {
      const steps = await world.steps(orderId);
      // Who is paid for before the stock is reserved is completed before, and ignores the reservation.
      expect([
        ['placed', 'pay', 'confirm'],
        ['placed', 'confirm'],
      ]).toContainEqual(steps);
      expect((await world.publishedTypes(orderId)).filter((type) => type === 'order-confirmed')).toHaveLength(
        1,
      );
      expect(await world.saga(orderId)).toMatchObject({ status: 'completed', state: { steps } });
    }
  } finally {
    await world.end();
  }
});
