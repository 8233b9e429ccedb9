import { Injectable } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import type { Product } from '../../domain/product';
import { ProductNotFound } from '../../domain/product.errors';
import { Products } from '../../persistence/products';
import type { UpdateProduct } from './update-product.command';

@Injectable()
export class UpdateProductHandler {
  constructor(private readonly products: Products) {}

  @Transactional()
  async execute({ productId, change }: UpdateProduct): Promise<Product> {
    const product = await this.products.findForChange(productId);
    if (!product) throw new ProductNotFound(productId);
    product.change(change);
    await this.products.save(product);
    return product;
  }
}
