import { OrderCancelled, OrderConfirmed, OrderedLine, OrderPlaced, OrderRejected } from '@warren/contracts';
import { On, Projection } from '@warren/eventing';
import { OrderFact } from './order-fact.entity';

/** Every event of an order tells the whole order, so that the latest one alone says what the row is. */
@Projection({ name: 'order-facts', into: OrderFact })
export class OrderFactsProjection {
  @On(OrderPlaced)
  placed(_row: OrderFact | undefined, event: OrderPlaced): OrderFact {
    return factOf(event, { status: 'open' });
  }

  @On(OrderConfirmed)
  confirmed(_row: OrderFact | undefined, event: OrderConfirmed): OrderFact {
    return factOf(event, { status: 'confirmed', confirmedAt: new Date(event.confirmedAt) });
  }

  @On(OrderRejected)
  rejected(_row: OrderFact | undefined, event: OrderRejected): OrderFact {
    return factOf(event, { status: 'rejected', reason: event.reason });
  }

  @On(OrderCancelled)
  cancelled(_row: OrderFact | undefined, event: OrderCancelled): OrderFact {
    return factOf(event, { status: 'cancelled', cause: event.cause });
  }
}

type Known = Pick<OrderPlaced, 'orderId' | 'placedAt' | 'lines'>;
type Outcome = Pick<OrderFact, 'status'> & Partial<OrderFact>;

function factOf({ orderId, placedAt, lines }: Known, outcome: Outcome): OrderFact {
  lines.forEach(refuseUnlessExact);
  return {
    id: orderId,
    placedAt: new Date(placedAt),
    lines,
    confirmedAt: null,
    cause: null,
    reason: null,
    ...outcome,
  };
}

/**
 * What was more than a number can hold exactly has been rounded on its way here. It would spoil the sums of its whole day: better
 * to park that one event. The sums themselves have no largest number.
 */
function refuseUnlessExact({ productId, quantity, unitPrice }: OrderedLine): void {
  if (Number.isSafeInteger(unitPrice.amount) && Number.isSafeInteger(quantity)) return;
  throw new RangeError(
    `${quantity} of product ${productId} at ${unitPrice.amount} (minor units of ${unitPrice.currency}): numbers above ${Number.MAX_SAFE_INTEGER} are not exact.`,
  );
}
