import type { StringValue } from 'ms';
import { On } from '../../../src/projections/on.decorator';
import { Saga } from '../../../src/sagas/saga.decorator';
import type { SagaProcess } from '../../../src/sagas/saga-process';
import { OnTimeout, StartedBy } from '../../../src/sagas/step.decorators';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import {
  OrderCancelled,
  OrderConfirmed,
  OrderPlaced,
  PaymentRequested,
  PaymentSuccessful,
  StockReserved,
} from './contracts';

export interface Fulfilment {
  total: number;
  steps: string[];
}

/** How often the saga of each order has been asked for: once a try, also before it has started. */
export const asked = new Map<string, number>();

function keyOf({ orderId }: { orderId: string }): string {
  asked.set(orderId, (asked.get(orderId) ?? 0) + 1);
  return orderId;
}

/** The saga of the tests: an order is placed, stock is reserved, it is paid for; or it takes too long. */
@Saga({ name: 'fulfil-order', key: keyOf })
export class FulfilOrder {
  stockWithin: StringValue = '1h';
  paymentWithin: StringValue = '1h';
  /** Runs at the end of each step, in its unit of work. */
  afterStep: (step: string, saga: SagaProcess<Fulfilment>) => unknown = () => undefined;

  /** Steps that this instance has taken, undone ones included. */
  taken = 0;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  @StartedBy(OrderPlaced)
  placed(saga: SagaProcess<Fulfilment>, event: OrderPlaced) {
    saga.state = { total: event.total, steps: [] };
    saga.timeout('stock', this.stockWithin);
    return this.end(saga, 'placed');
  }

  @On(StockReserved)
  async pay(saga: SagaProcess<Fulfilment>) {
    saga.cancelTimeout('stock');
    saga.publish(new PaymentRequested({ orderId: saga.key, amount: saga.state.total }));
    saga.timeout('payment', this.paymentWithin);
    await this.end(saga, 'pay');
  }

  @On(PaymentSuccessful)
  confirm(saga: SagaProcess<Fulfilment>) {
    saga.publish(new OrderConfirmed({ orderId: saga.key }));
    saga.complete();
    return this.end(saga, 'confirm');
  }

  @OnTimeout('stock')
  @OnTimeout('payment')
  tooLate(saga: SagaProcess<Fulfilment>) {
    saga.publish(new OrderCancelled({ orderId: saga.key, reason: 'it took too long' }));
    saga.complete();
    return this.end(saga, 'too late');
  }

  /** A row without a key beside the saga: a step that happens twice shows. */
  private async end(saga: SagaProcess<Fulfilment>, step: string): Promise<void> {
    this.taken += 1;
    saga.state.steps.push(step);
    await this.unitOfWork.manager.query('insert into step_taken values ($1, $2)', [saga.key, step]);
    await this.afterStep(step, saga);
  }
}
