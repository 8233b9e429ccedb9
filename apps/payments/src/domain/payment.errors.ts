export class PaymentNotFound extends Error {
  constructor(paymentId: string) {
    super(`There is no payment ${paymentId}.`);
  }
}

/** What the provider says cannot be true after what it said before. Nothing is changed: a person has to look. */
export class ContradictingNews extends Error {
  constructor(paymentId: string, status: string, news: string) {
    super(`Payment ${paymentId} is ${status} and cannot be ${news}. Compare it with the provider's books.`);
  }
}

/** The id of a payment was used for two orders. */
export class PaymentIdTaken extends Error {
  constructor(paymentId: string, orderId: string) {
    super(`Order ${orderId} asks for payment ${paymentId}, which is the payment of another order.`);
  }
}

export class AmountNotPayable extends Error {
  constructor(paymentId: string, amount: number) {
    super(`Payment ${paymentId} is over ${amount}, which is no amount that can be kept exactly.`);
  }
}
