import fc from 'fast-check';
import { PayableOrder, type PayableOrderState, type Step } from '../domain/payable-order';
import { PayableOrders, type Turn } from '../domain/payable-orders';
import { Payment, type PaymentState } from '../domain/payment';
import type { PaymentEvent } from '../domain/payment.events';
import { PaymentProvider, type AuthorizationAnswer } from '../provider/payment-provider';
import { PaymentProcess } from './payment-process';

jest.setTimeout(60_000);

/** Lets everybody else run, and says whether the caller crashes here. */
type Point = () => Promise<void>;

class Crash extends Error {}

/** Transactions are atomic and committed or not; between them anything may happen. */
class OrdersInMemory extends PayableOrders {
  readonly events: PaymentEvent[] = [];
  private state: PayableOrderState = { orderId: 'order', cancellation: null };
  private payment: PaymentState | undefined;

  constructor(private readonly point: Point) {
    super();
  }

  async change(_orderId: string, work: (order: PayableOrder) => void): Promise<void> {
    await this.write(work);
  }

  /** Every turn counts, the last one or not: as if its lease had run out and nobody had noticed. */
  nextStep(): Promise<Step | undefined> {
    return Promise.resolve(this.restore().nextStep);
  }

  answer(_turn: Turn, work: (order: PayableOrder) => void): Promise<Step | undefined> {
    return this.write(work);
  }

  private async write(work: (order: PayableOrder) => void): Promise<Step | undefined> {
    await this.point(); // a crash before the commit
    const order = this.restore();
    work(order);
    this.state = order.snapshot();
    this.payment = order.payment?.snapshot();
    this.events.push(...order.pullEvents());
    await this.point(); // and one after it
    return order.nextStep;
  }

  private restore(): PayableOrder {
    return PayableOrder.restore(this.state, this.payment && Payment.restore(this.payment));
  }

  get status(): string | undefined {
    return this.payment?.status;
  }
}

/** A provider that keeps what the port promises, with answers that get lost after the effect. */
class ProviderInMemory extends PaymentProvider {
  status: 'none' | 'authorized' | 'declined' | 'captured' | 'voided' | 'refunded' = 'none';
  captures = 0;
  refunds = 0;

  constructor(
    private readonly card: 'good' | 'bad',
    private readonly point: Point,
  ) {
    super();
  }

  async authorize(): Promise<AuthorizationAnswer> {
    await this.point();
    if (this.status === 'none') this.status = this.card === 'good' ? 'authorized' : 'declined';
    const { status } = this;
    await this.point();
    if (status === 'declined') return { outcome: 'declined', reason: 'declined' };
    return status === 'voided' ? { outcome: 'voided' } : { outcome: 'authorized' };
  }

  async capture(): Promise<'captured' | 'voided'> {
    await this.point();
    if (this.status === 'authorized') {
      this.status = 'captured';
      this.captures += 1;
    }
    const { status } = this;
    await this.point();
    return status === 'voided' ? 'voided' : 'captured';
  }

  async void(): Promise<'captured' | 'voided'> {
    await this.point();
    if (this.status !== 'captured' && this.status !== 'refunded') this.status = 'voided';
    const { status } = this;
    await this.point();
    return status === 'voided' ? 'voided' : 'captured';
  }

  async refund(): Promise<void> {
    await this.point();
    if (this.status === 'captured') {
      this.status = 'refunded';
      this.refunds += 1;
    }
    await this.point();
  }

  paidOut(references: readonly string[]): Promise<string[]> {
    return Promise.resolve(this.status === 'captured' ? [...references] : []);
  }
}

const details = {
  id: 'payment',
  orderId: 'order',
  userId: 'ada',
  amount: { amount: 500, currency: 'EUR' },
  method: 'card',
  token: 'tok_success',
};

const TURN: Turn = { orderId: 'order', number: '1', tries: 0, context: { correlationId: 'a request' } };

const LIFE_OF_A_CANCELLED = /^(authorized )?(failed|captured (settled )?refunded)$/;

/** As the broker does: what failed comes again. */
async function untilDone(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

describe('PaymentProcess', () => {
  const situation = fc.record({
    card: fc.constantFrom('good' as const, 'bad' as const),
    requests: fc.integer({ min: 1, max: 3 }),
    cancellations: fc.integer({ min: 0, max: 2 }),
    /** How much else happens before the order is cancelled. */
    patience: fc.integer({ min: 0, max: 30 }),
    settlements: fc.constantFrom(0, 25),
    crashes: fc.array(fc.boolean(), { maxLength: 25 }),
  });

  it('ends with the provider and the events of one mind, however takings, cancellations and crashes interleave', async () => {
    const endings = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), situation, async (scheduler, { crashes, ...asked }) => {
        const remaining = [...crashes];
        const point = async () => {
          await scheduler.schedule(Promise.resolve());
          if (remaining.pop()) throw new Crash();
        };
        const provider = new ProviderInMemory(asked.card, point);
        const orders = new OrdersInMemory(point);
        const process = new PaymentProcess(orders, provider);
        const now = new Date();
        // The handler's commit, and its turn after it; a crash in between is followed by another turn.
        const take = async () => {
          await untilDone(() => orders.change('order', (order) => order.request(details, now)));
          await process.run(TURN);
        };
        const giveBack = async () => {
          await untilDone(() => orders.change('order', (order) => order.cancel('cancelled', now)));
          await process.run(TURN);
        };
        const settle = () =>
          orders.change('order', ({ payment }) => {
            if (payment?.status === 'captured') payment.settle(now);
          });
        const afterAWhile = async (work: () => Promise<void>) => {
          for (let i = 0; i < asked.patience; i++) await scheduler.schedule(Promise.resolve());
          await untilDone(work);
        };
        const settleAgainAndAgain = async () => {
          for (let i = 0; i < asked.settlements; i++) await untilDone(settle);
        };
        await scheduler.waitFor(
          Promise.all([
            ...Array.from({ length: asked.requests }, () => untilDone(take)),
            ...Array.from({ length: asked.cancellations }, () => afterAWhile(giveBack)),
            settleAgainAndAgain(),
          ]),
        );
        const life = orders.events.map(({ type }) => type);
        const count = (type: string) => life.filter((each) => each === type).length;
        endings.add(life.join(' '));
        expect(new Set(life).size).toBe(life.length);
        expect({ captures: provider.captures, refunds: provider.refunds }).toEqual({
          captures: count('captured'),
          refunds: count('refunded'),
        });
        if (asked.cancellations > 0) {
          expect(life.join(' ')).toMatch(LIFE_OF_A_CANCELLED);
          expect(['none', 'declined', 'voided', 'refunded']).toContain(provider.status);
        } else {
          expect(life.at(-1)).toMatch(asked.card === 'good' ? /^(captured|settled)$/ : /^failed$/);
        }
      }),
      { numRuns: 1_000 },
    );
    // All that can happen has been seen to happen: otherwise the property says less than it seems to.
    expect([...endings].sort()).toEqual([
      'authorized captured',
      'authorized captured refunded',
      'authorized captured settled',
      'authorized captured settled refunded',
      'authorized failed',
      'failed',
    ]);
  });

  it('passes on that the provider does not answer, and keeps what was answered before', async () => {
    const orders = new OrdersInMemory(() => Promise.resolve());
    const provider = new ProviderInMemory('good', () => Promise.resolve());
    jest.spyOn(provider, 'capture').mockRejectedValueOnce(new Error('no answer'));
    const process = new PaymentProcess(orders, provider);
    await orders.change('order', (order) => order.request(details, new Date()));
    await expect(process.run(TURN)).rejects.toThrow('no answer');
    expect(orders.status).toBe('authorized');
    await process.run(TURN);
    expect(orders.events.map(({ type }) => type)).toEqual(['authorized', 'captured']);
  });

  it('begins no further call once the service stops, and leaves the rest to a later turn', async () => {
    const orders = new OrdersInMemory(() => Promise.resolve());
    const process = new PaymentProcess(orders, new ProviderInMemory('good', () => Promise.resolve()));
    await orders.change('order', (order) => order.request(details, new Date()));
    let calls = 0;
    await process.run(TURN, () => calls++ > 0);
    expect(orders.status).toBe('authorized');
    await process.run(TURN);
    expect(orders.status).toBe('captured');
  });
});
