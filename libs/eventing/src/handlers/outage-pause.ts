import { Logger } from '@nestjs/common';
import type { Tap } from './tap';

const LOOK_EVERY_MS = 250;
/** A break that is over sooner is nobody's business. */
const PAUSE_AFTER_MS = 1_000;

/** What the pause has to know of its consumer. */
export interface PausedConsumer {
  readonly name: string;
  readonly tap: Tap;
  /** Why messages in hand don't get on; undefined while they do. */
  heldBecause(): string | undefined;
  /** How many messages it has in hand. */
  inFlight(): number;
}

/**
 * Keeps a consumer from taking messages that it could only hold: while what it has does not get on, because the database
 * is away or a table is missing, the rest stays in the queue. What it has goes on trying, and is what finds out when it is
 * over: with the first message that is dealt with, the consumer takes others again.
 *
 * It is more than courtesy. Whenever a connection is lost, the broker counts a delivery of each message that was in hand;
 * taken again and again by a consumer that cannot deal with them, they would all reach the delivery limit.
 */
export class OutagePause {
  private readonly logger = new Logger('Consumers');
  private timer?: NodeJS.Timeout;
  private heldSince?: number;
  private paused = false;

  constructor(private readonly consumer: PausedConsumer) {}

  /** What a status says of a consumer that holds messages. */
  tellWith(why: string): string {
    return this.paused ? `${why}; the others stay in the queue` : why;
  }

  start(): void {
    this.timer ??= setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** A message was dealt with for good. */
  gotOn(): void {
    this.heldSince = undefined;
    this.end();
  }

  private look(): void {
    if (this.consumer.inFlight() === 0) return this.gotOn(); // nobody is left to find out that it is over
    const why = this.consumer.heldBecause();
    if (why === undefined) this.heldSince = undefined;
    else this.heldSince ??= performance.now();
    if (!this.paused && performance.now() - (this.heldSince ?? Infinity) >= PAUSE_AFTER_MS) this.begin(why);
  }

  private begin(why: string | undefined): void {
    this.paused = true;
    this.consumer.tap.shut('outage');
    this.logger.warn(`${this.consumer.name} takes no messages until those it has get on: ${why}`);
  }

  private end(): void {
    if (!this.paused) return;
    this.paused = false;
    this.consumer.tap.open('outage');
    this.logger.log(`${this.consumer.name} takes messages again.`);
  }
}
