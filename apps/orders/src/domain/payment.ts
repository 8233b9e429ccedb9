/** How an order is to be paid. */
export interface Payment {
  readonly method: 'card';
  /** Stands for the card at the payment provider. */
  readonly token: string;
}
