interface CancelOrderOptions {
  /** For people; left out, it is said that the customer cancelled it. */
  reason?: string;
  /** Given, only an order of this user is cancelled. */
  placedBy?: string;
}

export class CancelOrder {
  readonly reason: string;
  readonly placedBy?: string;

  constructor(
    readonly orderId: string,
    { reason = 'The customer cancelled it.', placedBy }: CancelOrderOptions = {},
  ) {
    this.reason = reason;
    this.placedBy = placedBy;
  }
}
