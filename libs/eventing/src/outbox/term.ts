import { Logger } from '@nestjs/common';
import type { Broker } from '../broker/broker';
import type { DedicatedConnection } from '../database/dedicated-connection';
import type { ResolvedEventingOptions } from '../eventing.options';
import { EventingError } from '../message/errors';
import type { Bell } from './bell';
import { untilConnected } from './broker-watch';
import { Checkpoints } from './checkpoints';
import { Cursor } from './cursor/cursor';
import { Flight } from './flight';
import type { Lease } from './lease';
import type { Listeners } from './listeners';
import type { RelayTally } from '../observability/relay-tally';
import { OutboxReader } from './outbox-reader';
import type { Addressing } from './outbox-row';
import { BatchFailedError, BatchPublisher } from './batch-publisher';
import { GrowingPause } from '../pause';
import { RareLog } from './rare-log';
import { TimedPublisher } from './timed-publisher';

/** What a term works with. */
export interface TermTools {
  /** Its own, in autocommit, to the primary. */
  connection: DedicatedConnection;
  lease: Lease;
  broker: Broker;
  addressing: Addressing;
  bell: Bell;
  listeners: Listeners;
  tally: RelayTally;
  options: Pick<ResolvedEventingOptions, 'relay'>;
}

/** The broker has been away for so long that another process, which may still reach it, should relay. */
export class BrokerAwayError extends EventingError {}

/** While gaps are open it looks often, for most are filled or given up at once. */
const GAP_POLL_MS = 100;
const LAND_WITHIN_MS = 5_000;

/** From taking the lease to letting go of it: the time in which this process relays. */
export class Term {
  private readonly checkpoints: Checkpoints;
  private readonly pause = new GrowingPause(50, 5_000);
  private readonly failures = new RareLog(new Logger('Relay'));
  /** Where it stands. */
  cursor = new Cursor(0);
  private flight?: Flight;

  constructor(private readonly tools: TermTools) {
    this.checkpoints = new Checkpoints(tools.connection, tools.lease);
  }

  /** When the oldest row that was sent and not confirmed yet was stored, in seconds since 1970. */
  get oldestSince(): number | undefined {
    return this.flight?.oldestSince;
  }

  /** Relays until `over`; what fails to be published is repeated from the last checkpoint, in order. */
  async run(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      this.cursor = await this.checkpoints.load();
      const flight = (this.flight = this.takeOff(over));
      try {
        await this.relay(this.cursor, flight, over);
      } catch (error) {
        if (!(error instanceof BatchFailedError)) throw error;
        await this.waitBeforeRepeating(error, flight, over);
      }
    }
  }

  private async relay(cursor: Cursor, flight: Flight, over: AbortSignal): Promise<void> {
    const reader = new OutboxReader(this.tools.connection, cursor, this.tools.options.relay.batchSize);
    try {
      while (!over.aborted) {
        const rows = await reader.next();
        if (rows.length > 0) await flight.send(rows, cursor.takeCheckpoint());
        else if (cursor.hasChanged && flight.isEmpty) flight.store(cursor.takeCheckpoint());
        flight.throwFailure();
        const pollMs = cursor.openGaps > 0 ? GAP_POLL_MS : this.tools.options.relay.pollMs;
        if (!reader.hasMore) await this.tools.bell.wait(pollMs, over);
      }
    } finally {
      await flight.landed(LAND_WITHIN_MS);
    }
  }

  private takeOff(over: AbortSignal): Flight {
    const { broker, addressing, lease, listeners, tally } = this.tools;
    const publisher = new BatchPublisher(broker, addressing, () => lease.isValid, listeners);
    return new Flight(new TimedPublisher(publisher, tally), this.checkpoints, over);
  }

  private async waitBeforeRepeating(
    error: BatchFailedError,
    flight: Flight,
    over: AbortSignal,
  ): Promise<void> {
    if (over.aborted) return;
    this.failures.say(
      `Events could not be published, and will be again from the last checkpoint. ${error.message}`,
    );
    if (flight.hasLanded) this.pause.reset();
    await this.pause.take(over);
    if ((await untilConnected(this.tools.broker, this.tools.options.relay.leaseMs, over)) || over.aborted)
      return;
    throw new BrokerAwayError(`The broker has been away for ${this.tools.options.relay.leaseMs} ms.`, {
      cause: error,
    });
  }
}
