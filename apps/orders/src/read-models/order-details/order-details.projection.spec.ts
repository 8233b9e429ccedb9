import { projection } from '@warren/eventing/testing';
import {
  askedAt,
  decidedAt,
  lines,
  orderCancelled,
  orderConfirmed,
  orderId,
  orderPlaced,
  orderRejected,
  orderAwaitingPayment,
  placedAt,
  total,
  userId,
} from '../../../test/support/events';
import { OrderDetailsProjection } from './order-details.projection';

const details = projection(OrderDetailsProjection);
const pending = { status: 'pending', at: placedAt } as const;
const asked = { status: 'awaiting-payment', at: askedAt } as const;

describe('OrderDetailsProjection', () => {
  it('begins with a pending order', () =>
    details.when(orderPlaced()).then({
      id: orderId,
      userId,
      status: 'pending',
      lines,
      total,
      history: [pending],
      reason: null,
    }));

  it('tells that it is to be paid', () =>
    details
      .given(orderPlaced())
      .when(orderAwaitingPayment())
      .then({ status: 'awaiting-payment', history: [pending, asked], reason: null }));

  it('tells that it is confirmed', () =>
    details
      .given(orderPlaced(), orderAwaitingPayment())
      .when(orderConfirmed())
      .then({
        status: 'confirmed',
        history: [pending, asked, { status: 'confirmed', at: decidedAt }],
        reason: null,
      }));

  it('tells why it was rejected', () =>
    details
      .given(orderPlaced())
      .when(orderRejected('sold out'))
      .then({
        status: 'rejected',
        history: [pending, { status: 'rejected', at: decidedAt }],
        reason: 'sold out',
      }));

  it('tells why it was cancelled', () =>
    details
      .given(orderPlaced(), orderAwaitingPayment())
      .when(orderCancelled('a whim'))
      .then({
        status: 'cancelled',
        history: [pending, asked, { status: 'cancelled', at: decidedAt }],
        reason: 'a whim',
      }));

  it('keeps orders apart', () => {
    const other = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0009';
    const outcome = details.given(orderPlaced(), orderPlaced({ orderId: other })).when(orderConfirmed());
    outcome.then({ status: 'confirmed' });
    outcome.row(other).then({ status: 'pending' });
  });
});
