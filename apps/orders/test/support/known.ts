import { randomUUID } from 'node:crypto';
import type { StartedService } from '@warren/platform/testing';

/** As if the users service had told of somebody. */
export async function knowUser(
  orders: StartedService,
  name: string,
  id: string = randomUUID(),
): Promise<string> {
  await orders.query('insert into known_users (id, name) values ($1, $2)', [id, name]);
  return id;
}

/** As if the catalog had told of a product. */
export async function knowProduct(orders: StartedService, amount = 1_999, currency = 'EUR'): Promise<string> {
  const id = randomUUID();
  await orders.query(`insert into known_products (id, name, price) values ($1, 'Pen', $2)`, [
    id,
    JSON.stringify({ amount, currency }),
  ]);
  return id;
}
