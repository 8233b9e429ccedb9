import {
  orderCancelled,
  orderPlaced,
  paymentFailed,
  paymentSuccessful,
  stockAllocated,
  stockRejected,
  stockReleased,
  stockReserved,
} from '../../../test/support/events';
import { fulfilment } from '../../../test/support/fulfilment';

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const expiresAt = inMinutes(60);
const [placed, reserved, allocated, expired] = [
  orderPlaced(),
  stockReserved(expiresAt),
  stockAllocated(),
  stockReleased('expired'),
];
const [paid, failed] = [paymentSuccessful(), paymentFailed('No funds')];

const ASKED = ['awaiting-payment', 'payment-requested'];

describe('FulfilOrder', () => {
  it('waits for the stock, and not for ever', async () => {
    const { story, order } = fulfilment();
    await story
      .when(placed)
      .thenState({ waitingFor: ['stock'] })
      .thenSchedules('stock', '5m')
      .thenGoesOn();
    expect(order().status).toBe('pending');
  });

  it('asks for the payment once the stock is reserved, and waits for that no longer than the stock does', async () => {
    const { story, order } = fulfilment();
    await story
      .given(placed)
      .when(reserved)
      .thenState({ waitingFor: ['payment', 'allocation'] })
      .thenDoesNotWaitFor('stock')
      .thenSchedules('payment', '15m')
      .thenSchedules('reservation', new Date(expiresAt.getTime() - 60_000));
    expect(order()).toEqual({ status: 'awaiting-payment', reason: null, told: ASKED });
  });

  it('asks for no payment of a free order, and confirms it once its stock is allocated', async () => {
    const { story, order } = fulfilment({ unitPrice: { amount: 0, currency: 'EUR' } });
    await story
      .given(placed)
      .when(reserved)
      .thenState({ waitingFor: ['allocation'] })
      .thenDoesNotWaitFor('payment');
    await story.when(allocated).thenCompletes();
    expect(order()).toEqual({
      status: 'confirmed',
      reason: null,
      told: ['awaiting-payment', 'confirmed'],
    });
  });

  it.each([
    ['has expired', inMinutes(-1)],
    ['expires too soon for a payment', inMinutes(0.9)],
  ])('asks for no payment when the reservation %s before this hears of it', async (_, end) => {
    const { story, order } = fulfilment();
    await story.given(placed).when(stockReserved(end)).thenCompletes();
    expect(order()).toMatchObject({
      status: 'cancelled',
      reason: expect.stringMatching(/set aside/),
      told: ['cancelled'],
    });
  });

  it.each([
    ['paid', 'allocated', [paid, allocated]],
    ['allocated', 'paid', [allocated, paid]],
  ])('confirms the order once it was %s and %s, and not before', async (_, __, [first, second]) => {
    const { story, order } = fulfilment();
    await story
      .given(placed, reserved)
      .when(first as object)
      .thenGoesOn();
    expect(order().status).toBe('awaiting-payment');
    await story.when(second as object).thenCompletes();
    expect(order()).toEqual({ status: 'confirmed', reason: null, told: [...ASKED, 'confirmed'] });
  });

  it('cancels the order that was paid when its reservation has expired, whichever comes first', async () => {
    for (const [first, second] of [
      [paid, expired],
      [expired, paid],
    ]) {
      const { story, order } = fulfilment();
      await story
        .given(placed, reserved, first as object)
        .when(second as object)
        .thenCompletes();
      expect(order()).toMatchObject({ status: 'cancelled', told: [...ASKED, 'cancelled'] });
    }
  });

  it('does not say of a paid order that its payment is overdue', async () => {
    const { story } = fulfilment();
    await story.given(placed, reserved).when(paid).thenDoesNotWaitFor('payment').thenGoesOn();
  });

  it('does not say of an order whose stock is allocated that its reservation runs out', async () => {
    const { story } = fulfilment();
    await story.given(placed, reserved).when(allocated).thenDoesNotWaitFor('reservation').thenGoesOn();
  });

  it('rejects the order for which there is too little stock', async () => {
    const { story, order } = fulfilment();
    await story.given(placed).when(stockRejected('Too little stock')).thenCompletes();
    expect(order()).toEqual({
      status: 'rejected',
      reason: 'Too little stock: 3 of "Pen" were ordered and 1 are available',
      told: ['rejected'],
    });
  });

  it('cancels the order whose payment failed, with the reason', async () => {
    const { story, order } = fulfilment();
    await story.given(placed, reserved).when(failed).thenCompletes();
    expect(order()).toMatchObject({ status: 'cancelled', reason: 'No funds' });
  });

  it('cancels the order whose reservation has expired, and no other that is released', async () => {
    const { story, order } = fulfilment();
    await story.given(placed, reserved).when(stockReleased('order-cancelled')).thenGoesOn();
    await story.when(expired).thenCompletes();
    expect(order()).toMatchObject({ status: 'cancelled', told: [...ASKED, 'cancelled'] });
  });

  it.each([
    ['stock', [placed], /within 5m/],
    ['payment', [placed, reserved], /within 15m/],
    ['reservation', [placed, reserved], /set aside/],
    ['reservation', [placed, reserved, paid], /set aside/],
  ])('cancels the order when it has waited for the %s long enough', async (timeout, history, reason) => {
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
    ['the allocation', [placed, reserved], allocated],
    ['the payment', [placed, reserved], paid],
    ['the payment of what is allocated', [placed, reserved, allocated], paid],
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
