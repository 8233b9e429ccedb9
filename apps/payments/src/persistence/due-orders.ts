import { Injectable } from '@nestjs/common';
import ms from 'ms';
import { currentMessageContext, UnitOfWork } from '@warren/eventing';
import type { Turn } from '../domain/payable-orders';
import { PaymentsConfig } from '../payments.config';
import { CLAIM, DONE, DUE_NOW, KEEP_TURN, PUT_OFF } from './due-orders.sql';

/** For the pauses between tries in a row, and for writing the answer. */
const SPARE_MS = 2_000;

/** The orders for which the provider is to be asked for something, and whose turn it is. */
@Injectable()
export class DueOrders {
  private readonly leaseMs: number;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    config: PaymentsConfig,
  ) {
    this.leaseMs = ms(config.PROVIDER_TIME_LIMIT) * config.PROVIDER_TRIES + SPARE_MS;
  }

  /** Turns at up to `limit` orders that are due, of those that were tried before or of the others. */
  claim(limit: number, { triedBefore }: { triedBefore: boolean }): Promise<Turn[]> {
    return this.change<Turn>(CLAIM, [limit, this.leaseMs, triedBefore]);
  }

  /** Ends a turn without an answer; the next one is due after this time. */
  async putOff({ orderId, number }: Turn, forMs: number, { counts }: { counts: boolean }): Promise<void> {
    await this.change(PUT_OFF, [orderId, number, counts ? 1 : 0, Math.round(forMs)]);
  }

  /** For a unit of work in which it turned out that something is to be done for the order. */
  async isDueNow(orderId: string): Promise<void> {
    await this.change(DUE_NOW, [orderId, currentMessageContext()]);
  }

  async isDone(orderId: string): Promise<void> {
    await this.change(DONE, [orderId]);
  }

  /** @returns false when somebody else has a later turn. */
  async keep({ orderId, number }: Turn): Promise<boolean> {
    return (await this.change(KEEP_TURN, [orderId, number, this.leaseMs])).length > 0;
  }

  /** TypeORM answers an update with `[rows, count]`. */
  private async change<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    const [rows] = await this.unitOfWork.manager.query<[Row[], number]>(sql, parameters);
    return rows;
  }
}
