export class CancelOrder {
  constructor(
    readonly orderId: string,
    /** For people; left out, it is said that the customer cancelled it. */
    readonly reason: string = 'The customer cancelled it.',
  ) {}
}
