import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { IdempotencyKeyReused } from '../../domain/order.errors';
import { IdempotencyKeyRow } from './idempotency-key.row';
import type { PlaceOrder } from './place-order.command';

/** Remembers which order a user's key stands for. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * The id of the order that the command's key stands for: `newId` if it is new, or if the command has no key. Commands
   * with the same key that come at the same time wait here for the first of them to commit, or take its place when it fails.
   *
   * @throws IdempotencyKeyReused when the key stands for an order with other content.
   */
  async orderIdFor(command: PlaceOrder, newId: string): Promise<string> {
    if (command.idempotencyKey === undefined) return newId;
    const [userId, key] = [command.userId, command.idempotencyKey];
    const fingerprint = fingerprintOf(command);
    const { manager } = this.unitOfWork;
    await manager
      .createQueryBuilder()
      .insert()
      .into(IdempotencyKeyRow)
      .values({ userId, key, fingerprint, orderId: newId })
      .orIgnore()
      .execute();
    const known = await manager.findOneByOrFail(IdempotencyKeyRow, { userId, key });
    if (known.fingerprint !== fingerprint) throw new IdempotencyKeyReused(key);
    return known.orderId;
  }
}

/** Of all that an order depends on: with another card it is another order. */
export function fingerprintOf({ lines, payment }: Pick<PlaceOrder, 'lines' | 'payment'>): string {
  const content = [
    lines.map(({ productId, quantity }) => [productId, quantity]),
    payment.method,
    payment.token,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
