import { Injectable } from '@nestjs/common';
import { Outbox, UnitOfWork } from '@warren/eventing';
import { Product } from '../domain/product';
import { SkuTaken } from '../domain/product.errors';
import { toIntegrationEvent } from '../integration/product-events';
import { ProductRow } from './product.row';

@Injectable()
export class Products {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Nobody else can change it until the unit of work ends: a second change waits for the first and is made to what that
   * one left, so that neither is lost and their events have the order of the changes.
   */
  async findForChange(id: string): Promise<Product | undefined> {
    const row = await this.unitOfWork.manager.findOne(ProductRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? Product.restore(toState(row)) : undefined;
  }

  /**
   * Of two that are added with one sku at the same time, the second waits here for the first to commit, or takes its place
   * when that one fails.
   *
   * @throws SkuTaken
   */
  async add(product: Product): Promise<void> {
    const row = toRow(product);
    const added = await this.unitOfWork.manager.query<unknown[]>(
      `insert into products (id, sku, name, price_amount, price_currency) values ($1, $2, $3, $4, $5)
       on conflict (sku) do nothing returning id`,
      [row.id, row.sku, row.name, row.priceAmount, row.priceCurrency],
    );
    if (added.length === 0) throw new SkuTaken(row.sku);
    this.publishEventsOf(product);
  }

  async save(product: Product): Promise<void> {
    const { id, ...row } = toRow(product);
    await this.unitOfWork.manager.update(ProductRow, { id }, row);
    this.publishEventsOf(product);
  }

  private publishEventsOf(product: Product): void {
    product.pullEvents().forEach((event) => this.outbox.publish(toIntegrationEvent(event)));
  }
}

function toState({ id, sku, name, priceAmount: amount, priceCurrency: currency }: ProductRow) {
  return { id, sku, name, price: { amount, currency } };
}

function toRow(product: Product): ProductRow {
  const { id, sku, name, price } = product.snapshot();
  return { id, sku, name, priceAmount: price.amount, priceCurrency: price.currency };
}
