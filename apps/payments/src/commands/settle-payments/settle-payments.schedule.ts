import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import ms from 'ms';
import { PaymentsConfig } from '../../payments.config';
import { SettlePaymentsHandler } from './settle-payments.handler';

const NAME = 'settlement';

/**
 * Settles after the boot and then every SETTLE_EVERY, in every replica; a run that takes longer than that is not overtaken by
 * the next. Without the first, a service that is restarted more often than that would never settle anything.
 */
@Injectable()
export class SettlePaymentsSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SettlePaymentsSchedule.name);
  private running: Promise<void> | undefined;

  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly payments: SettlePaymentsHandler,
    private readonly config: PaymentsConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.registry.addInterval(
      NAME,
      setInterval(() => this.begin(), ms(this.config.SETTLE_EVERY)),
    );
    this.begin();
  }

  /** What has begun is finished while there still is a database. */
  async onModuleDestroy(): Promise<void> {
    if (this.registry.doesExist('interval', NAME)) this.registry.deleteInterval(NAME);
    await this.running;
  }

  private begin(): void {
    this.running ??= this.settleOrTell().finally(() => (this.running = undefined));
  }

  private async settleOrTell(): Promise<void> {
    try {
      const settled = await this.payments.execute();
      if (settled > 0) this.logger.log(`${settled} payments are settled.`);
    } catch (error) {
      this.logger.warn(
        `Payments could not be settled; the next try is in ${this.config.SETTLE_EVERY}. ${String(error)}`,
      );
    }
  }
}
