import {
  OrderAwaitingPayment,
  OrderCancelled,
  OrderConfirmed,
  OrderPlaced,
  OrderRejected,
} from '@warren/contracts';
import { On, Projection } from '@warren/eventing';
import type { OrderStatus } from '../../domain/order';
import { OrderDetails } from './order-details.entity';

@Projection({ name: 'order-details', into: OrderDetails })
export class OrderDetailsProjection {
  @On(OrderPlaced)
  placed(_row: undefined, { orderId, userId, lines, total, placedAt }: OrderPlaced): OrderDetails {
    const history = [{ status: 'pending' as const, at: placedAt }];
    return { id: orderId, userId, status: 'pending', lines, total, history, reason: null };
  }

  @On(OrderAwaitingPayment)
  awaitsPayment(row: OrderDetails, { requestedAt }: OrderAwaitingPayment): OrderDetails {
    return become(row, 'awaiting-payment', requestedAt);
  }

  @On(OrderConfirmed)
  confirmed(row: OrderDetails, { confirmedAt }: OrderConfirmed): OrderDetails {
    return become(row, 'confirmed', confirmedAt);
  }

  @On(OrderRejected)
  rejected(row: OrderDetails, { reason, rejectedAt }: OrderRejected): OrderDetails {
    return { ...become(row, 'rejected', rejectedAt), reason };
  }

  @On(OrderCancelled)
  cancelled(row: OrderDetails, { reason, cancelledAt }: OrderCancelled): OrderDetails {
    return { ...become(row, 'cancelled', cancelledAt), reason };
  }
}

function become(row: OrderDetails, status: OrderStatus, at: string): OrderDetails {
  return { ...row, status, history: [...row.history, { status, at }] };
}
