import { PermanentError } from '@warren/eventing';
import type { ShortLine } from './line';

// Those that are permanent are parked at once: no retry can mend them, somebody has to look.

export class OrderPlacedTwice extends PermanentError {
  constructor(orderId: string, status: string) {
    super(
      `Order ${orderId} was placed before, by another event: its stock is ${status}. Two events must not place one order; ` +
        'nothing was reserved for this one. Find out who published both, and discard this one.',
    );
  }
}

export class ConfirmedWithoutStock extends PermanentError {
  constructor(orderId: string) {
    super(
      `Order ${orderId} was confirmed, but its stock was rejected: nothing is set aside for it. The order counts as ` +
        'paid: fulfil it in another way, or tell its customer and pay them back.',
    );
  }
}

export class ExpiredAndGone extends PermanentError {
  constructor(orderId: string, shortLines: readonly ShortLine[]) {
    super(
      `Order ${orderId} was confirmed after its reservation had expired, and its stock has gone to others: ` +
        `${shortLines.map(inWords).join(', ')}. Restock and send this event round ` +
        'again. The order is confirmed and paid: where that cannot be done, its customer has to be told and paid back.',
    );
  }
}

/** This one a retry may mend: the event that is missing may come. */
export class NothingReservedYet extends Error {
  override readonly name = 'NothingReservedYet';

  constructor(orderId: string) {
    super(
      `Order ${orderId} needs its stock, but that it was placed has not been handled here. This event is tried again; if it ` +
        'ends up parked, look whether OrderPlaced of the same order is parked, too, and send that one round first.',
    );
  }
}

function inWords({ productId, requested, available }: ShortLine): string {
  return `${requested} of product ${productId} are wanted and ${available} are available`;
}
