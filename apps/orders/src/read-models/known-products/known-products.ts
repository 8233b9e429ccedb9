import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UnitOfWork } from '@warren/eventing';
import { Products, type Product } from '../../domain/products';
import { KnownProduct } from './known-product.entity';

/** The products that the catalog has told of so far. */
@Injectable()
export class KnownProducts extends Products {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  findAll(productIds: readonly string[]): Promise<Product[]> {
    return this.unitOfWork.manager.findBy(KnownProduct, { id: In([...new Set(productIds)]) });
  }
}
