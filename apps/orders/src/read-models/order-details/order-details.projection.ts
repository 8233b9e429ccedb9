import { OrderConfirmed, OrderPlaced, OrderRejected } from '@warren/contracts';
import { On, Projection } from '@warren/eventing';
import { OrderDetails } from './order-details.entity';

@Projection({ name: 'order-details', into: OrderDetails })
export class OrderDetailsProjection {
  @On(OrderPlaced)
  placed(_row: undefined, { orderId, userId, lines, placedAt }: OrderPlaced): OrderDetails {
    const history = [{ status: 'pending' as const, at: placedAt }];
    return { id: orderId, userId, status: 'pending', lines, history, reason: null };
  }

  @On(OrderConfirmed)
  confirmed(row: OrderDetails, { confirmedAt }: OrderConfirmed): OrderDetails {
    return {
      ...row,
      status: 'confirmed',
      history: [...row.history, { status: 'confirmed', at: confirmedAt }],
    };
  }

  @On(OrderRejected)
  rejected(row: OrderDetails, { reason, rejectedAt }: OrderRejected): OrderDetails {
    return {
      ...row,
      status: 'rejected',
      reason,
      history: [...row.history, { status: 'rejected', at: rejectedAt }],
    };
  }
}
