import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Transactional } from '@warren/eventing';
import { Product } from '../../domain/product';
import { Products } from '../../persistence/products';
import type { CreateProduct } from './create-product.command';

@Injectable()
export class CreateProductHandler {
  constructor(private readonly products: Products) {}

  @Transactional()
  async execute({ sku, name, price }: CreateProduct): Promise<Product> {
    const product = Product.create({ id: uuidv7(), sku, name, price });
    await this.products.add(product);
    return product;
  }
}
