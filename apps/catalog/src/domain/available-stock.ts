/** How much of a product can be ordered, as far as this service has been told. */
export abstract class AvailableStock {
  /** undefined when nobody has ever counted the product. */
  abstract of(productId: string): Promise<number | undefined>;
}
