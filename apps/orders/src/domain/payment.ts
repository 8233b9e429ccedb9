/** What a customer pays with. */
export interface Card {
  readonly method: 'card';
  /** Stands for the card at the payment provider. */
  readonly token: string;
}

/** How an order is paid. The token is forgotten once it was handed on, and once nobody will need it. */
export type Payment = Card | { readonly method: 'card'; readonly token: null };
