import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import ms from 'ms';
import { runInMessageContext } from '@warren/eventing';
import { Places, WorkLoop } from '@warren/platform';
import type { Turn } from '../domain/payable-orders';
import { PaymentsConfig } from '../payments.config';
import { DueOrders } from '../persistence/due-orders';
import { ProviderUnavailable } from '../provider/provider-unavailable';
import { PaymentProcess } from './payment-process';
import { putOffAfter } from './put-off-after';

/** After some three quarters of an hour a person should know. */
const WORRYING_TRIES = 20;

/**
 * Gives orders that are due their turns, in every replica. It is woken after a commit and looks by itself now and then.
 * While the provider is called nothing waits for it but a place: no message, no transaction, no connection. Orders that got
 * no answer before have places of their own, a quarter as many: cards that never answer take the others' places once.
 */
@Injectable()
export class PaymentRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PaymentRunner.name);
  private readonly lanes: { triedBefore: boolean; places: Places }[];
  private readonly loop: WorkLoop;

  constructor(
    private readonly due: DueOrders,
    private readonly process: PaymentProcess,
    private readonly config: PaymentsConfig,
  ) {
    const { ORDERS_AT_ONCE: places } = config;
    this.lanes = [
      { triedBefore: false, places: new Places(places) },
      { triedBefore: true, places: new Places(Math.ceil(places / 4)) },
    ];
    this.loop = new WorkLoop({
      name: 'Orders that are due',
      everyMs: ms(config.LOOK_FOR_DUE_EVERY),
      look: () => this.fillUp(),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** Something may be due. */
  wake(): void {
    this.loop.wake();
  }

  /** Begins nothing more. A call that is underway is waited for by its time limit; what follows it is left to others. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await Promise.all(this.lanes.map(({ places }) => places.untilEmpty()));
  }

  private async fillUp(): Promise<void> {
    for (const { triedBefore, places } of this.lanes) await this.fill(places, triedBefore);
  }

  /** Looks again as soon as a place is free. */
  private async fill(places: Places, triedBefore: boolean): Promise<void> {
    if (places.free === 0) return;
    for (const turn of await this.due.claim(places.free, { triedBefore })) {
      places.take(this.give(turn), () => this.wake());
    }
  }

  /** Never fails: a turn whose end cannot be written down is over when its time has run out. */
  private async give(turn: Turn): Promise<void> {
    try {
      await runInMessageContext(turn.context, () => this.process.run(turn, () => this.loop.isStopping));
      if (this.loop.isStopping) await this.due.putOff(turn, 0, { counts: false });
    } catch (error) {
      await this.putOff(turn, error);
    }
  }

  private async putOff(turn: Turn, error: unknown): Promise<void> {
    const { waitMs, counts } = putOffAfter(error, turn, ms(this.config.BREAKER_OPEN_FOR));
    const tries = turn.tries + 1;
    const asExpected = error instanceof ProviderUnavailable && tries < WORRYING_TRIES;
    const told = `Order ${turn.orderId} got no further at try ${tries}; the next is in ${Math.ceil(waitMs / 1_000)} s: ${String(error)}`;
    if (asExpected) this.logger.warn(told);
    else this.logger.error(told);
    try {
      await this.due.putOff(turn, waitMs, { counts });
    } catch (problem) {
      this.logger.warn(`That could not be written down; the next try comes by itself. ${String(problem)}`);
    }
  }
}
