import { saga } from '@warren/eventing/testing';
import {
  lines,
  orderCancelled,
  orderId,
  orderPlaced,
  paymentFailed,
  paymentSuccessful,
  placedAt,
  stockRejected,
  stockReleased,
  stockReserved,
  userId,
} from '../../../test/support/events';
import { Order } from '../../domain/order';
import { OrdersConfig } from '../../orders.config';
import type { Orders } from '../../persistence/orders';
import { FulfilOrder } from './fulfil-order.saga';

const [placed, reserved, paid, failed] = [
  orderPlaced(),
  stockReserved(),
  paymentSuccessful(),
  paymentFailed('No funds'),
];

/** The saga with one order, which is what the saga changes. */
function fulfilment() {
  let state = Order.place(
    orderId,
    { userId, lines, payment: { method: 'card', token: 'tok_success' } },
    new Date(placedAt),
  ).snapshot();
  const told: string[] = [];
  const orders: Pick<Orders, 'getForChange' | 'save'> = {
    getForChange: () => Promise.resolve(Order.restore(state)),
    save: (order) => {
      state = order.snapshot();
      told.push(...order.pullEvents().map(({ type }) => type));
      return Promise.resolve();
    },
  };
  return {
    story: saga(FulfilOrder, orders as Orders, new OrdersConfig()),
    /** As if the customer had cancelled it by a command. */
    cancelledByCustomer: () =>
      (state = { ...state, status: 'cancelled', decidedAt: new Date(placedAt), reason: 'a whim' }),
    order: () => ({ status: state.status, reason: state.reason, told }),
  };
}

describe('FulfilOrder', () => {
  it('waits for the stock, and not for ever', async () => {
    const { story, order } = fulfilment();
    await story.when(placed).thenState({ waitingFor: 'stock' }).thenSchedules('stock', '5m').thenGoesOn();
    expect(order().status).toBe('pending');
  });

  it('asks for the payment once the stock is reserved, and waits for that, and not for ever', async () => {
    const { story, order } = fulfilment();
    await story
      .given(placed)
      .when(reserved)
      .thenState({ waitingFor: 'payment' })
      .thenSchedules('payment', '15m');
    expect(order()).toEqual({ status: 'awaiting-payment', reason: null, told: ['payment-requested'] });
  });

  it('confirms the order that was paid, and is done', async () => {
    const { story, order } = fulfilment();
    await story.given(placed, reserved).when(paid).thenCompletes();
    expect(order()).toEqual({ status: 'confirmed', reason: null, told: ['payment-requested', 'confirmed'] });
  });

  it('rejects the order for which there is too little stock', async () => {
    const { story, order } = fulfilment();
    await story.given(placed).when(stockRejected('Too little stock')).thenCompletes();
    expect(order()).toEqual({ status: 'rejected', reason: 'Too little stock', told: ['rejected'] });
  });

  it('cancels the order whose payment failed, with the reason', async () => {
    const { story, order } = fulfilment();
    await story.given(placed, reserved).when(failed).thenCompletes();
    expect(order()).toMatchObject({ status: 'cancelled', reason: 'No funds' });
  });

  it('cancels the order whose reservation has expired, and no other that is released', async () => {
    const { story, order } = fulfilment();
    await story.given(placed, reserved).when(stockReleased('order-cancelled')).thenGoesOn();
    await story.when(stockReleased('expired')).thenCompletes();
    expect(order()).toMatchObject({ status: 'cancelled', told: ['payment-requested', 'cancelled'] });
  });

  it.each([
    ['stock', [placed], /within 5m/],
    ['payment', [placed, reserved], /within 15m/],
  ])('cancels the order when the %s is overdue', async (timeout, history, reason) => {
    const { story, order } = fulfilment();
    await story
      .given(...history)
      .whenTimeout(timeout)
      .thenCompletes();
    expect(order()).toMatchObject({ status: 'cancelled', reason: expect.stringMatching(reason) });
  });

  it('is over when the customer cancels', async () => {
    const { story } = fulfilment();
    await story.given(placed, reserved).when(orderCancelled()).thenCompletes();
  });

  it.each([
    ['the stock', [placed], reserved],
    ['the payment', [placed, reserved], paid],
    ['the failure', [placed, reserved], failed],
  ])('leaves an order alone that the customer cancelled before %s came', async (_, history, late) => {
    const { story, order, cancelledByCustomer } = fulfilment();
    await story
      .given(...history.slice(0, -1))
      .when(history.at(-1) as object)
      .thenGoesOn();
    cancelledByCustomer();
    const { told } = order();
    const before = [...told];
    await story.when(late);
    expect(order()).toEqual({ status: 'cancelled', reason: 'a whim', told: before });
  });
});
