export class UnknownUser extends Error {
  constructor(userId: string) {
    super(
      `There is no user ${userId} here, so nothing can be ordered for them. A user who was created a moment ago becomes ` +
        'known here within seconds.',
    );
  }
}

export class UnknownProduct extends Error {
  constructor(productIds: readonly string[]) {
    const which = productIds.length === 1 ? 'There is no product' : 'There are no products';
    super(
      `${which} ${productIds.join(', ')} here, so they cannot be ordered. A product that was created a moment ago becomes ` +
        'known here within seconds.',
    );
  }
}

export class CurrenciesMixed extends Error {
  constructor(currencies: readonly string[]) {
    super(
      `An order is paid in one currency; these products are sold in ${currencies.join(', ')}. Order them apart.`,
    );
  }
}

export class TotalTooLarge extends Error {
  constructor() {
    super('The order costs more than can be counted exactly. Order less at a time.');
  }
}

export class OrderNotFound extends Error {
  constructor(orderId: string) {
    super(`There is no order ${orderId}.`);
  }
}

/** An order is decided once: what is confirmed cannot be rejected afterwards, nor the other way round. */
export class OrderAlreadyDecided extends Error {
  constructor(orderId: string, status: string, asked: string) {
    super(`Order ${orderId} is ${status} already and cannot become ${asked}.`);
  }
}

/** Only a row that something else than this service has changed is like that. */
export class NoCardToPayWith extends Error {
  constructor(orderId: string) {
    super(
      `Order ${orderId} is to be paid, and the token of its card is not there any more. Cancel the order, and have its ` +
        'customer place it again.',
    );
  }
}

export class IdempotencyKeyReused extends Error {
  constructor(key: string) {
    super(
      `The Idempotency-Key "${key}" was used for another order. A key stands for one order: repeat that one with the same ` +
        'content, or use a new key.',
    );
  }
}
