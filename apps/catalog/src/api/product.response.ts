import { ApiProperty } from '@nestjs/swagger';
import type { ProductState } from '../domain/product';

export class PriceResponse {
  /**
   * In the smallest unit of the currency: 1999 are 19.99 EUR, or 1999 JPY.
   * @example 1999
   */
  readonly amount!: number;

  /** @example "EUR" */
  readonly currency!: string;
}

export class ProductStockResponse {
  /**
   * Pieces that can be ordered, as inventory last told.
   * @example 7
   */
  readonly available!: number;
}

export class ProductResponse {
  /** @example "0190c5d2-1111-7abc-8def-1a2b3c4d0003" */
  readonly id!: string;

  /** @example "PEN-BLUE-07" */
  readonly sku!: string;

  /** @example "Fountain pen, blue" */
  readonly name!: string;

  readonly price!: PriceResponse;

  @ApiProperty({
    type: ProductStockResponse,
    nullable: true,
    description: 'null when nobody has ever counted it.',
  })
  readonly stock!: ProductStockResponse | null;

  /** @param available undefined when nobody has ever counted it */
  static of({ id, sku, name, price }: ProductState, available?: number): ProductResponse {
    return {
      id,
      sku,
      name,
      price: { amount: price.amount, currency: price.currency },
      stock: available === undefined ? null : { available },
    };
  }
}
