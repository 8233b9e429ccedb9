/** How much is wanted of a product. */
export interface Line {
  readonly productId: string;
  readonly quantity: number;
}

/** What can be had of a product. */
interface Available {
  readonly productId: string;
  readonly available: number;
}

/** A product of which there is too little. */
export interface ShortLine {
  readonly productId: string;
  readonly requested: number;
  readonly available: number;
}

/** The same with each product once. */
export function addUp(lines: readonly Line[]): Line[] {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}

/** The lines of which there is too little; a product that is not among the items counts as none available. */
export function shortOf(lines: readonly Line[], stock: readonly Available[]): ShortLine[] {
  return lines
    .map(({ productId, quantity }) => ({
      productId,
      requested: quantity,
      available: stock.find((item) => item.productId === productId)?.available ?? 0,
    }))
    .filter(({ requested, available }) => requested > available);
}
