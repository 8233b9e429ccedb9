import { randomUUID } from 'node:crypto';
import { OrderAwaitingPayment, OrderCancelled, OrderConfirmed, OrderPlaced } from '@warren/contracts';
import { UnitOfWork } from '@warren/eventing';
import { startService, type StartedService } from '@warren/platform/testing';
import { migrations } from '../../migrations';
import { ExpireReservationsHandler } from '../../src/commands/expire-reservations/expire-reservations.handler';
import { AllocateStockWhenOrderAwaitingPayment } from '../../src/integration/allocate-stock-when-order-awaiting-payment.handler';
import { ReleaseStockWhenOrderCancelled } from '../../src/integration/release-stock-when-order-cancelled.handler';
import { ReserveStockWhenOrderPlaced } from '../../src/integration/reserve-stock-when-order-placed.handler';
import { SellStockWhenOrderConfirmed } from '../../src/integration/sell-stock-when-order-confirmed.handler';
import { InventoryModule } from '../../src/inventory.module';
import { orderPlaced, type Wish } from './order-events';

export interface Told {
  type: string;
  data: Record<string, unknown>;
}

/** The service with what a test does to it and asks of it. */
export class Warehouse {
  private constructor(readonly service: StartedService) {}

  static async open(options: { namespace?: string; env?: Record<string, string> } = {}): Promise<Warehouse> {
    const env = { DATABASE_POOL_SIZE: '30', ...options.env };
    return new Warehouse(
      await startService(InventoryModule, { name: 'inventory', migrations, ...options, env }),
    );
  }

  close(): Promise<void> {
    return this.service.stop();
  }

  /** What happens when the event arrives, as often and as much at once as the test wants. */
  async handle(event: OrderPlaced | OrderAwaitingPayment | OrderCancelled | OrderConfirmed): Promise<void> {
    const { app } = this.service;
    await this.untilConnected(() =>
      app.get(UnitOfWork).run(() => {
        if (event instanceof OrderPlaced) return app.get(ReserveStockWhenOrderPlaced).handle(event);
        if (event instanceof OrderAwaitingPayment)
          return app.get(AllocateStockWhenOrderAwaitingPayment).handle(event);
        if (event instanceof OrderCancelled) return app.get(ReleaseStockWhenOrderCancelled).handle(event);
        return app.get(SellStockWhenOrderConfirmed).handle(event);
      }),
    );
  }

  async placeOrder(...wishes: Wish[]): Promise<string> {
    const orderId = randomUUID();
    await this.handle(orderPlaced(orderId, ...wishes));
    return orderId;
  }

  /** One batch, as if it were `now`. @returns whether there may be more. */
  expire(now: Date): Promise<boolean> {
    return this.untilConnected(() => this.service.app.get(ExpireReservationsHandler).execute(now));
  }

  async stocked(onHand: number, reorderThreshold?: number): Promise<string> {
    const productId = randomUUID();
    const { status } = await this.service.put(`/stock/${productId}`, { onHand, reorderThreshold });
    expect(status).toBe(200);
    return productId;
  }

  async stockOf(productId: string): Promise<object> {
    return (await this.service.get(`/stock/${productId}`)).body as object;
  }

  /** What others were told, of a product or of an order's reservation, in order. */
  async told(aggregate: 'stock' | 'reservation', id: string): Promise<Told[]> {
    const rows = await this.service.query<{ body: string }>(
      'select body::text as body from eventing.outbox where partition_key = $1 order by position',
      [`${aggregate}/${id}`],
    );
    return rows.map(({ body }) => JSON.parse(body) as Told);
  }

  /** The types of what others were told of an order's reservation: `stock-reserved`, `stock-released`. */
  async verdicts(orderId: string): Promise<string[]> {
    return (await this.told('reservation', orderId)).map(({ type }) => nameOf(type));
  }

  async warnings(productId: string): Promise<object[]> {
    const events = await this.told('stock', productId);
    return events.filter(({ type }) => nameOf(type) === 'stock-running-low').map(({ data }) => data);
  }

  /** On a busy machine the pool may have no connection to give in time; then, as in the pipeline, it is tried again. */
  private async untilConnected<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!/^timeout exceeded when trying to connect/.test(String((error as Error).message))) throw error;
      return this.untilConnected(work);
    }
  }
}

function nameOf(type: string): string {
  return type.replace(/^inventory\.|\.v\d+$/g, '');
}
