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
