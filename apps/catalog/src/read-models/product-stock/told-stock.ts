import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { AvailableStock } from '../../domain/available-stock';
import { ProductStock } from './product-stock.entity';

/** The stock that the inventory service has told of so far. */
@Injectable()
export class ToldStock extends AvailableStock {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  async of(productId: string): Promise<number | undefined> {
    return (await this.unitOfWork.manager.findOneBy(ProductStock, { productId }))?.available;
  }
}
