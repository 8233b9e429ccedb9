import { Injectable } from '@nestjs/common';
import { StockRunningLow } from '@warren/contracts';
import { IdempotentHandler, UnitOfWork, type Delivery } from '@warren/eventing';
import { Recipients } from '../domain/recipients';
import { stockRunningLowMail } from '../mails/stock-running-low.mail';
import { Notifications } from '../persistence/notifications';
import { KnownProduct } from '../read-models/known-products/known-product.entity';

@Injectable()
export class TellWarehouseWhenStockRunningLow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly recipients: Recipients,
    private readonly notifications: Notifications,
  ) {}

  /** A product runs low again and again: each time is a fact of its own, and only the event's id tells them apart. */
  @IdempotentHandler(StockRunningLow)
  async handle(event: StockRunningLow, { envelope }: Pick<Delivery, 'envelope'>): Promise<void> {
    const product = await this.unitOfWork.manager.findOneBy(KnownProduct, { id: event.productId });
    await this.notifications.add({
      kind: 'stock-running-low',
      fact: `stock-running-low/${envelope.id}`,
      to: this.recipients.warehouse(),
      message: stockRunningLowMail(event, product ?? undefined),
    });
  }
}
