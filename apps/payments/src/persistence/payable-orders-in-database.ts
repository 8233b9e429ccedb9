import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Outbox, UnitOfWork } from '@warren/eventing';
import { PayableOrder, type Step } from '../domain/payable-order';
import { PayableOrders, type Turn } from '../domain/payable-orders';
import { PaymentIdTaken } from '../domain/payment.errors';
import { toIntegrationEvent } from '../integration/payment-events';
import { ActivityWatch } from '../suspicion/activity-watch';
import { DueOrders } from './due-orders';
import { PayableOrderRow } from './payable-order.row';
import { PaymentRow } from './payment.row';

const UNIQUE_VIOLATION = '23505';

@Injectable()
export class PayableOrdersInDatabase extends PayableOrders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueOrders,
    private readonly outbox: Outbox,
    private readonly watch: ActivityWatch,
  ) {
    super();
  }

  change(orderId: string, work: (order: PayableOrder) => void): Promise<void> {
    return this.unitOfWork.run(async () => {
      const order = await this.findOrAddForChange(orderId);
      work(order);
      await this.save(order);
      await (order.nextStep ? this.due.isDueNow(orderId) : this.due.isDone(orderId));
    });
  }

  nextStep(turn: Turn): Promise<Step | undefined> {
    return this.unitOfWork.run(async () => this.goOn(turn, await this.findOrAddForChange(turn.orderId)));
  }

  answer(turn: Turn, work: (order: PayableOrder) => void): Promise<Step | undefined> {
    return this.unitOfWork.run(async () => {
      const order = await this.findOrAddForChange(turn.orderId);
      work(order);
      await this.save(order);
      return this.goOn(turn, order);
    });
  }

  /** Changes those of the orders that nobody is changing at the moment, in one transaction. */
  changeIdle<T>(orderIds: readonly string[], work: (order: PayableOrder) => T): Promise<T[]> {
    return this.unitOfWork.run(async () => {
      const results: T[] = [];
      for (const order of await this.findIdleForChange(orderIds)) {
        results.push(work(order));
        await this.save(order);
      }
      return results;
    });
  }

  private async goOn(turn: Turn, { nextStep }: PayableOrder): Promise<Step | undefined> {
    if (!nextStep) await this.due.isDone(turn.orderId);
    else if (await this.due.keep(turn)) return nextStep;
    return undefined;
  }

  private async findOrAddForChange(orderId: string): Promise<PayableOrder> {
    const { manager } = this.unitOfWork;
    await manager
      .createQueryBuilder()
      .insert()
      .into(PayableOrderRow)
      .values({ orderId })
      .orIgnore()
      .execute();
    const row = await manager.findOneOrFail(PayableOrderRow, {
      where: { orderId },
      lock: { mode: 'pessimistic_write' },
    });
    // In a statement of its own, which sees what was committed while this transaction waited for the lock.
    return restore(row, await manager.findOneBy(PaymentRow, { orderId }));
  }

  private async findIdleForChange(orderIds: readonly string[]): Promise<PayableOrder[]> {
    const { manager } = this.unitOfWork;
    const rows = await manager.find(PayableOrderRow, {
      where: { orderId: In([...orderIds]) },
      order: { orderId: 'ASC' },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    const payments = await manager.findBy(PaymentRow, { orderId: In(rows.map(({ orderId }) => orderId)) });
    const byOrder = new Map(payments.map((payment) => [payment.orderId, payment]));
    return rows.map((row) => restore(row, byOrder.get(row.orderId)));
  }

  private async save(order: PayableOrder): Promise<void> {
    const { orderId, cancellation } = order.snapshot();
    const { manager } = this.unitOfWork;
    if (cancellation) {
      await manager.update(
        PayableOrderRow,
        { orderId },
        { cancelledAt: cancellation.at, cancelReason: cancellation.reason },
      );
    }
    if (order.payment) await this.savePayment(PaymentRow.of(order.payment.snapshot()));
    for (const event of order.pullEvents()) {
      this.outbox.publish(toIntegrationEvent(event));
      await this.watch.lookAt(event);
    }
  }

  /** By its order: the id of another order's payment breaks the primary key instead of overwriting that payment. */
  private async savePayment(row: PaymentRow): Promise<void> {
    try {
      await this.unitOfWork.manager.upsert(PaymentRow, row, ['orderId']);
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      throw new PaymentIdTaken(row.id, row.orderId);
    }
  }
}

function restore(row: PayableOrderRow, payment: PaymentRow | null | undefined): PayableOrder {
  const { orderId, cancelledAt, cancelReason } = row;
  const cancellation = cancelledAt && { at: cancelledAt, reason: cancelReason ?? '' };
  return PayableOrder.restore({ orderId, cancellation }, payment ? PaymentRow.toPayment(payment) : undefined);
}
