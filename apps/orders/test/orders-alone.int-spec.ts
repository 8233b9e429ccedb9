import { randomUUID } from 'node:crypto';
import {
  OrderCancelled,
  OrderConfirmed,
  OrderPlaced,
  OrderRejected,
  PaymentFailed,
  PaymentRequested,
  PaymentSuccessful,
  ProductCreated,
  ReservedLine,
  ShortLine,
  StockAllocated,
  StockRejected,
  StockReleased,
  StockReserved,
  StockUpdated,
  UserCreated,
  UserUpdated,
} from '@warren/contracts';
import { EventingHarness, eventually } from '@warren/eventing/testing';
import { NEEDED_SETTINGS } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { CancelOrder } from '../src/commands/cancel-order/cancel-order.command';
import { CancelOrderHandler } from '../src/commands/cancel-order/cancel-order.handler';
import { PlaceOrder } from '../src/commands/place-order/place-order.command';
import { PlaceOrderHandler } from '../src/commands/place-order/place-order.handler';
import { OrderAlreadyDecided, UnknownUser } from '../src/domain/order.errors';
import { OrdersModule } from '../src/orders.module';
import { OrderDetailsQuery } from '../src/read-models/order-details/order-details.query';

jest.setTimeout(60_000);

/** The service as it is, with the other services played by the test. */
let shop: EventingHarness;
const [userId, productId] = [randomUUID(), randomUUID()];
const pen = { productId, sku: 'PEN-7', name: 'Pen', price: { amount: 300, currency: 'EUR' } };
const ada = { userId, name: 'Ada Lovelace', email: 'ada@example.com' };

beforeAll(async () => {
  shop = await EventingHarness.start({
    module: OrdersModule,
    migrations,
    environment: (DATABASE_URL) => ({ ...NEEDED_SETTINGS, DATABASE_URL }),
  });
  await shop.publish(new UserCreated(ada));
  await shop.publish(new ProductCreated(pen));
  await shop.settled();
});
afterAll(() => shop.stop());

async function place(quantity = 2): Promise<string> {
  const command = new PlaceOrder(userId, [{ productId, quantity }], { method: 'card', token: 'tok_success' });
  return (await shop.get(PlaceOrderHandler).execute(command)).order.snapshot().id;
}

const now = () => new Date().toISOString();
const seen = (orderId: string) => shop.get(OrderDetailsQuery).byId(orderId);
const of =
  (orderId: string) =>
  (event: { orderId: string }): boolean =>
    event.orderId === orderId;
const lines = [new ReservedLine({ productId, quantity: 2 })];
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const reserve = (orderId: string, expiresAt = inAnHour()) =>
  shop.publish(new StockReserved({ orderId, lines, expiresAt }));
const allocate = (orderId: string) => shop.publish(new StockAllocated({ orderId, lines }));
const expire = (orderId: string) =>
  shop.publish(new StockReleased({ orderId, lines, cause: 'expired', releasedAt: now() }));
const cancel = (orderId: string) => shop.get(CancelOrderHandler).execute(new CancelOrder(orderId));

/** An order with its stock, and the payment it asks for. */
async function awaitingPayment(): Promise<{
  orderId: string;
  payment: Omit<PaymentSuccessful, 'capturedAt'>;
}> {
  const orderId = await place();
  await reserve(orderId);
  await shop.settled();
  const [request] = shop.published(PaymentRequested).filter(of(orderId));
  const { paymentId, amount } = request as PaymentRequested;
  return { orderId, payment: { paymentId, orderId, userId, amount } };
}

const pay = (payment: Omit<PaymentSuccessful, 'capturedAt'>) =>
  shop.publish(new PaymentSuccessful({ ...payment, capturedAt: now() }));

/** The statuses that an order has had, and the events that decided it. */
async function history(orderId: string): Promise<{ statuses: string[]; verdicts: string[] }> {
  await shop.settled();
  const decided = [OrderConfirmed, OrderRejected, OrderCancelled].flatMap((verdict) =>
    shop.published<OrderConfirmed | OrderRejected | OrderCancelled>(verdict).filter(of(orderId)),
  );
  return {
    statuses: (await seen(orderId)).history.map(({ status }) => status),
    verdicts: decided.map((event) => event.constructor.name),
  };
}

describe('an order', () => {
  it('is refused for a user of whom nobody has told', async () => {
    const wish = [{ productId, quantity: 1 }];
    const stranger = new PlaceOrder(randomUUID(), wish, { method: 'card', token: 'tok_success' });
    await expect(shop.get(PlaceOrderHandler).execute(stranger)).rejects.toThrow(UnknownUser);
  });

  it('is told to others with its prices, and pending until somebody answers', async () => {
    const orderId = await place();
    expect(await history(orderId)).toEqual({ statuses: ['pending'], verdicts: [] });
    expect(shop.published(OrderPlaced).filter(of(orderId))).toMatchObject([
      { userId, lines: [{ productId, name: 'Pen', quantity: 2 }], total: { amount: 600, currency: 'EUR' } },
    ]);
    expect(await seen(orderId)).toMatchObject({ status: 'pending', customer: { name: 'Ada Lovelace' } });
  });

  it('asks for its payment once its stock is reserved, and is confirmed once it is paid and the stock is its own', async () => {
    const { orderId, payment } = await awaitingPayment();
    expect(payment.amount).toEqual({ amount: 600, currency: 'EUR' });
    await pay(payment);
    expect((await history(orderId)).verdicts).toEqual([]);
    await allocate(orderId);
    expect(await history(orderId)).toEqual({
      statuses: ['pending', 'awaiting-payment', 'confirmed'],
      verdicts: ['OrderConfirmed'],
    });
  });

  it('is rejected with the reason, in which products have their names', async () => {
    const orderId = await place();
    const shortLines = [new ShortLine({ productId, requested: 2, available: 1 })];
    await shop.publish(new StockRejected({ orderId, reason: 'Too little', shortLines }));
    expect(await history(orderId)).toEqual({
      statuses: ['pending', 'rejected'],
      verdicts: ['OrderRejected'],
    });
    expect(await seen(orderId)).toMatchObject({
      status: 'rejected',
      reason: 'Too little stock: 2 of "Pen" were ordered and 1 are available',
    });
    const told = (name: string) =>
      shop.envelopes().find(({ subject, type }) => subject === orderId && type === name);
    const because = told('inventory.stock-rejected.v1');
    expect(because).toBeDefined();
    expect(told('orders.order-rejected.v1')).toMatchObject({ causationid: because?.id });
  });

  it('is cancelled with the reason when its payment fails', async () => {
    const { orderId, payment } = await awaitingPayment();
    await shop.publish(
      new PaymentFailed({ ...payment, code: 'card-declined', reason: 'No funds', failedAt: now() }),
    );
    expect((await history(orderId)).verdicts).toEqual(['OrderCancelled']);
    expect(await seen(orderId)).toMatchObject({ status: 'cancelled', reason: 'No funds' });
  });

  it('is cancelled when its reservation expires', async () => {
    const { orderId } = await awaitingPayment();
    await expire(orderId);
    expect((await history(orderId)).verdicts).toEqual(['OrderCancelled']);
  });

  it('is cancelled, and what was paid goes back, when the reservation expired while its payment was under way', async () => {
    for (const crossing of ['paid first', 'expired first']) {
      const { orderId, payment } = await awaitingPayment();
      if (crossing === 'paid first') await pay(payment);
      await expire(orderId);
      if (crossing === 'expired first') await pay(payment);
      expect({ crossing, ...(await history(orderId)) }).toEqual({
        crossing,
        statuses: ['pending', 'awaiting-payment', 'cancelled'],
        verdicts: ['OrderCancelled'],
      });
      expect(shop.published(OrderCancelled).filter(of(orderId))).toMatchObject([
        { cause: 'reservation-expired', reason: expect.stringContaining('stock') },
      ]);
    }
  });

  it('asks for no payment when it hears of its stock too late, and gives the stock back', async () => {
    const orderId = await place();
    await reserve(orderId, now());
    expect(await history(orderId)).toEqual({
      statuses: ['pending', 'cancelled'],
      verdicts: ['OrderCancelled'],
    });
    expect(shop.published(PaymentRequested).filter(of(orderId))).toEqual([]);
  });

  it('shows the name that its customer has now', async () => {
    const orderId = await place();
    await shop.publish(new UserUpdated({ ...ada, name: 'Ada King' }));
    await shop.settled();
    expect((await seen(orderId)).customer.name).toBe('Ada King');
  });
});

describe('an order that its customer cancels', () => {
  it('is cancelled, once, and what comes later for it changes nothing', async () => {
    const { orderId, payment } = await awaitingPayment();
    await cancel(orderId);
    await cancel(orderId);
    await pay(payment);
    expect(await history(orderId)).toEqual({
      statuses: ['pending', 'awaiting-payment', 'cancelled'],
      verdicts: ['OrderCancelled'],
    });
  });

  it('before its stock is reserved never asks for a payment', async () => {
    const orderId = await place();
    await cancel(orderId);
    await reserve(orderId);
    expect(await history(orderId)).toEqual({
      statuses: ['pending', 'cancelled'],
      verdicts: ['OrderCancelled'],
    });
    expect(shop.published(PaymentRequested).filter(of(orderId))).toEqual([]);
  });

  it('at the moment in which it is paid ends one way or the other, never both', async () => {
    const { orderId, payment } = await awaitingPayment();
    await allocate(orderId);
    await shop.settled();
    const [cancelling] = await Promise.allSettled([cancel(orderId), pay(payment)]);
    const { verdicts } = await history(orderId);
    expect(verdicts).toEqual([cancelling.status === 'fulfilled' ? 'OrderCancelled' : 'OrderConfirmed']);
    if (cancelling.status === 'rejected') expect(cancelling.reason).toBeInstanceOf(OrderAlreadyDecided);
  });

  it('is refused once it was confirmed', async () => {
    const { orderId, payment } = await awaitingPayment();
    await allocate(orderId);
    await pay(payment);
    await shop.settled();
    await expect(cancel(orderId)).rejects.toThrow(OrderAlreadyDecided);
  });
});

describe('an order for which nobody answers in time', () => {
  const impatient = { STOCK_WITHIN: '2s', PAYMENT_WITHIN: '300ms' };
  let hurried: EventingHarness;

  beforeAll(async () => {
    hurried = await EventingHarness.start({
      module: OrdersModule,
      migrations,
      environment: (DATABASE_URL) => ({ ...NEEDED_SETTINGS, DATABASE_URL, ...impatient }),
    });
    await hurried.publish(new UserCreated(ada));
    await hurried.publish(new ProductCreated(pen));
    await hurried.settled();
  });
  afterAll(() => hurried.stop());

  it('is cancelled, and says for what it waited', async () => {
    const command = new PlaceOrder(userId, [{ productId, quantity: 1 }], { method: 'card', token: 't' });
    const place = async () => (await hurried.get(PlaceOrderHandler).execute(command)).order.snapshot().id;
    const [stockless, unpaid] = [await place(), await place()];
    await hurried.publish(new StockReserved({ orderId: unpaid, lines, expiresAt: inAnHour() }));
    const reasonOf = (orderId: string) => async () =>
      (await hurried.get(OrderDetailsQuery).byId(orderId)).reason;
    expect(await eventually('the order without stock is cancelled', reasonOf(stockless))).toMatch(/stock/);
    expect(await eventually('the order without payment is cancelled', reasonOf(unpaid))).toMatch(/300ms/);
  });
});

describe('what cannot be', () => {
  it('is pointed out: an event that this service does not listen to', async () => {
    const event = new StockUpdated({ productId, onHand: 1, reserved: 0, available: 1 });
    await expect(shop.publish(event)).rejects.toThrow('Nothing in this harness listens to StockUpdated');
  });
});
