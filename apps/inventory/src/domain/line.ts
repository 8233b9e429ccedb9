/** How much is wanted of a product. */
export interface Line {
  readonly productId: string;
  readonly quantity: number;
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
