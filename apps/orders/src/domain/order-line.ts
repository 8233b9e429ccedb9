import type { Money } from './money';

/** What a customer asks for. */
export interface WantedLine {
  readonly productId: string;
  readonly quantity: number;
}

/** What an order holds: named and priced as the product was when it was ordered. */
export interface OrderLine extends WantedLine {
  readonly name: string;
  readonly unitPrice: Money;
}
