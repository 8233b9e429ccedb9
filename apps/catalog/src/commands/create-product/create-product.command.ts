import type { Price } from '../../domain/price';

export class CreateProduct {
  constructor(
    readonly sku: string,
    readonly name: string,
    readonly price: Price,
  ) {}
}
