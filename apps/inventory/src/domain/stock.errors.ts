export class StockNotFound extends Error {
  constructor(productId: string) {
    super(`Nobody has recorded any stock of product ${productId}.`);
  }
}

export class OnHandBelowReserved extends Error {
  constructor(productId: string, onHand: number, reserved: number) {
    super(
      `${reserved} pieces of product ${productId} are reserved for orders, so there cannot be only ${onHand} on hand.`,
    );
  }
}
