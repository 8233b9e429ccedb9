import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { UnitOfWork } from '@warren/eventing';
import { IdempotencyKeyRow } from './idempotency-key.row';

const HOUR_MS = 3_600_000;
/** A client that repeats a request does so within seconds, or the next morning after a bad night. */
const REMEMBERED_MS = 24 * HOUR_MS;

/** Forgets keys, an hour late at most, so that the table stays as small as a day's orders. */
@Injectable()
export class ForgetIdempotencyKeys implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ForgetIdempotencyKeys.name);
  private timer?: NodeJS.Timeout;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.forgetOrTell(), HOUR_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** @returns how many were forgotten. */
  async forget(now: Date): Promise<number> {
    const before = new Date(now.getTime() - REMEMBERED_MS);
    const { affected } = await this.unitOfWork.manager.delete(IdempotencyKeyRow, {
      createdAt: LessThan(before),
    });
    return affected ?? 0;
  }

  private async forgetOrTell(): Promise<void> {
    try {
      await this.forget(new Date());
    } catch (error) {
      this.logger.warn(
        `Old idempotency keys could not be deleted; the next try is in an hour. ${String(error)}`,
      );
    }
  }
}
