import { Logger } from '@nestjs/common';
import type { Topology } from '../topology';
import type { BrokerConnection } from './connection';
import type { Declared } from './declared';

const MISSING_AGAIN_MS = 1_000;

/**
 * Declares again, from time to time, what was declared: a binding or a waiting room that somebody took away comes back,
 * though nobody consumes from it and would notice.
 */
export class Upkeep {
  private readonly logger = new Logger('RabbitMQ');
  private timer?: NodeJS.Timeout;
  private underWay = false;
  private stopped = false;

  constructor(
    private readonly connection: BrokerConnection,
    private readonly declared: Declared,
    private readonly intervalMs: number,
  ) {}

  /** Called whenever something was declared: then the next round is due later, and never is there a second loop. */
  start(): void {
    if (this.stopped || this.underWay) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.goRound(), this.pause()).unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async goRound(): Promise<void> {
    this.underWay = true;
    try {
      await this.round();
    } catch (error) {
      this.logger.debug(`Looking after the topology: ${String(error)}`);
    }
    this.underWay = false;
    this.start();
  }

  private async round(): Promise<void> {
    if (!this.connection.isUp) return;
    await this.declared.declareAgain();
    for (const queue of leased(this.declared.all())) await renewLease(this.connection, queue.name);
  }

  /** A third of the shortest lease, so that two rounds may fail. Events pass by while an exchange is not there to be bound to. */
  private pause(): number {
    const isMissing = this.declared.drift().some(({ problem }) => problem === 'missing');
    if (isMissing) return Math.min(MISSING_AGAIN_MS, this.intervalMs);
    const leases = leased(this.declared.all()).map((queue) => Number(queue.arguments['x-expires']) / 3);
    return Math.min(this.intervalMs, ...leases);
  }
}

/** Waiting rooms of a temporary run. A queue with a consumer keeps itself alive. */
function leased({ queues }: Topology): Topology['queues'] {
  return queues.filter(({ arguments: args }) => 'x-expires' in args && 'x-message-ttl' in args);
}

/**
 * A quorum queue expires although it is declared again and messages go through it: only consuming or getting counts. So
 * it is asked for a message, which is given back untouched.
 */
async function renewLease(connection: BrokerConnection, queue: string): Promise<void> {
  await connection.onThrowAwayChannel(async (channel) => {
    const message = await channel.rpc(`Renewing the lease of ${queue}`, (amqp) => amqp.get(queue));
    if (message) channel.amqp.nack(message, false, true);
  });
}
