import { saga } from '@warren/eventing/testing';
import {
  OrderCancelled,
  OrderConfirmed,
  OrderPlaced,
  PaymentRequested,
  PaymentSuccessful,
  StockReserved,
} from '../../test/sagas/support/contracts';
import { SagaNotStartedError } from '../sagas/saga-errors';
import type { SagaProcess } from '../sagas/saga-process';
import { Saga } from '../sagas/saga.decorator';
import { OnTimeout, StartedBy } from '../sagas/step.decorators';
import { On } from '../projections/on.decorator';

interface State {
  total: number;
  reserved?: boolean;
}

class Prices {
  constructor(readonly discount: number) {}
}

@Saga({ name: 'fulfil-order', key: (event: { orderId: string }) => event.orderId })
class FulfilOrder {
  constructor(private readonly prices: Prices) {}

  @StartedBy(OrderPlaced) placed(process: SagaProcess<State>, event: OrderPlaced) {
    process.state = { total: event.total - this.prices.discount };
    process.timeout('stock', '1m');
  }
  @On(StockReserved) pay(process: SagaProcess<State>) {
    process.state.reserved = true;
    process.cancelTimeout('stock');
    process.publish(new PaymentRequested({ orderId: process.key, amount: process.state.total }));
    process.timeout('payment', '15m');
  }
  @On(PaymentSuccessful) async confirm(process: SagaProcess<State>) {
    await Promise.resolve();
    process.publish(new OrderConfirmed({ orderId: process.key }));
    process.complete();
  }
  @OnTimeout('payment') tooLate(process: SagaProcess<State>) {
    process.publish(new OrderCancelled({ orderId: process.key, reason: 'the payment is late' }));
    process.complete();
  }
  @OnTimeout('stock') never() {}
}

const orderId = 'o-1';
const placed = new OrderPlaced({ orderId, total: 100 });
const reserved = new StockReserved({ orderId });
const paid = new PaymentSuccessful({ orderId });
const story = () => saga(FulfilOrder, new Prices(10));

describe('the saga kit', () => {
  it('tells what a step leads to', async () => {
    await story()
      .when(placed)
      .thenState({ total: 90 })
      .thenSchedules('stock', '60s')
      .thenPublishesNothing()
      .thenGoesOn();
    await story()
      .given(placed)
      .when(reserved)
      .thenPublishes(PaymentRequested, { amount: 90 })
      .thenSchedules('payment', '15m')
      .thenDoesNotWaitFor('stock')
      .thenState({ reserved: true });
    await story()
      .given(placed, reserved)
      .whenTimeout('payment')
      .thenPublishes(OrderCancelled, { reason: /late/ })
      .thenCompletes();
  });

  it('waits for async methods when it is awaited', async () => {
    await story()
      .given(placed, reserved)
      .when(paid)
      .thenPublishes(OrderConfirmed, { orderId })
      .thenCompletes();
    await story().given(placed, reserved, paid).when(reserved).thenIgnoresIt().thenPublishesNothing();
    const wrong = story().given(placed, reserved).when(paid).thenPublishes(OrderCancelled);
    await expect(wrong).rejects.toThrow(/was to publish OrderCancelled\. It published \n {2}OrderConfirmed/);
  });

  it('says what was published instead', () => {
    const outcome = story().given(placed).when(reserved);
    expect(() => outcome.thenPublishes(PaymentRequested, { amount: 100 })).toThrow(
      "FulfilOrder was to publish PaymentRequested { amount: 100 }. It published \n  PaymentRequested { orderId: 'o-1', amount: 90 }",
    );
    expect(() => outcome.thenPublishes(OrderCancelled)).toThrow(/was to publish OrderCancelled/);
    expect(() => outcome.thenPublishesNothing()).toThrow(
      /was to publish nothing. It published \n {2}PaymentRequested/,
    );
    expect(() => story().when(placed).thenPublishes(OrderCancelled)).toThrow(/It published nothing\./);
  });

  it('says what is, where the state, the end or a time-out is not as expected', () => {
    const outcome = story().given(placed).when(reserved);
    expect(() => outcome.thenState({ total: 1 })).toThrow(
      'FulfilOrder was to have the state { total: 1 }. It has { total: 90, reserved: true }.',
    );
    expect(() => outcome.thenCompletes()).toThrow('was to be completed. It is active');
    expect(() => outcome.thenSchedules('payment', '1m')).toThrow(
      'was to schedule the time-out "payment" after 1m. It scheduled "payment" after 15m.',
    );
    expect(() => outcome.thenSchedules('stock', '1m')).toThrow(/It scheduled "payment" after 15m/);
    expect(() => outcome.thenDoesNotWaitFor('payment')).toThrow('It waits for "payment" after 15m.');
    expect(() => outcome.thenIgnoresIt()).toThrow('was to ignore it');
    expect(() => story().given(placed, reserved).whenTimeout('payment').thenGoesOn()).toThrow(
      'It is completed.',
    );
  });

  it('behaves as a running service: what comes too early is refused, a second start ignored', async () => {
    expect(() => story().when(reserved)).toThrow(SagaNotStartedError);
    await story().given(placed).when(placed).thenIgnoresIt();
  });

  it('knows which time-outs run', async () => {
    expect(() => story().given(placed).whenTimeout('payment')).toThrow(
      'FulfilOrder does not wait for a time-out "payment". Running are: stock.',
    );
    expect(() => story().given(placed, reserved).whenTimeout('stock')).toThrow('Running are: payment.');
    await story().given(placed).whenTimeout('stock').thenGoesOn();
  });

  it('refuses events that are invalid, not for this saga, or of another one', () => {
    const invalid = new OrderPlaced({ orderId, total: 'much' as never });
    expect(() => story().when(invalid)).toThrow(/total: total must be an integer number/);
    expect(() => story().when(new OrderConfirmed({ orderId }))).toThrow(
      'FulfilOrder takes no OrderConfirmed: it takes OrderPlaced, StockReserved, PaymentSuccessful.',
    );
    expect(() =>
      story()
        .given(placed)
        .when(new StockReserved({ orderId: 'o-2' })),
    ).toThrow(/o-1.*o-2/);
  });

  it('matches lists whole, and takes the matchers of jest', async () => {
    const outcome = story().given(placed).when(reserved);
    await outcome.thenPublishes(PaymentRequested, { amount: expect.any(Number) as number });
    expect(() => outcome.thenState({ total: [90] })).toThrow(/was to have the state/);
  });
});
