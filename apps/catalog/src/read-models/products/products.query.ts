import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { ProductResponse } from '../../api/product.response';
import { ProductNotFound } from '../../domain/product.errors';

export const PAGE_SIZE = 20;

/** A bigint comes as text. */
interface Row {
  id: string;
  sku: string;
  name: string;
  amount: string;
  currency: string;
  available: number | null;
}

const SELECT = `
  select p.id, p.sku, p.name, p.price_amount as amount, p.price_currency as currency, s.available
    from products p left join product_stock s on s.product_id = p.id`;

/** Products as they are kept, with the stock that was last told of: nobody else is asked. */
@Injectable()
export class ProductsQuery {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws ProductNotFound */
  async byId(productId: string): Promise<ProductResponse> {
    const [row] = await this.rows(`${SELECT} where p.id = $1`, [productId]);
    if (!row) throw new ProductNotFound(productId);
    return toResponse(row);
  }

  /** @param search a part of the name or of the sku, in any case */
  async page(page: number, search?: string): Promise<{ products: ProductResponse[]; hasMore: boolean }> {
    const rows = await this.rows(
      `${SELECT} ${search ? 'where p.name ilike $3 or p.sku ilike $3' : ''} order by p.name, p.id limit $1 offset $2`,
      [PAGE_SIZE + 1, (page - 1) * PAGE_SIZE, ...(search ? [`%${literally(search)}%`] : [])],
    );
    return { products: rows.slice(0, PAGE_SIZE).map(toResponse), hasMore: rows.length > PAGE_SIZE };
  }

  private rows(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.unitOfWork.manager.query<Row[]>(sql, parameters);
  }
}

/** Who looks for "100%" looks for a percent sign. */
function literally(search: string): string {
  return search.replace(/[\\%_]/g, '\\$&');
}

function toResponse({ id, sku, name, amount, currency, available }: Row): ProductResponse {
  return ProductResponse.of(
    { id, sku, name, price: { amount: Number(amount), currency } },
    available ?? undefined,
  );
}
