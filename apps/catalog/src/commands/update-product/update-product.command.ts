import type { Price } from '../../domain/price';

/** What is undefined stays as it is. */
export class UpdateProduct {
  constructor(
    readonly productId: string,
    readonly change: { readonly name?: string; readonly price?: Price },
  ) {}
}
