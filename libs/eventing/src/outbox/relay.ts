import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BROKER, type Broker } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { DedicatedConnection } from '../database/dedicated-connection';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import type { RelayTally } from '../observability/relay-tally';
import { Bell } from './bell';
import { CHANNEL, CoalescedNotify, LEASE_IS_FREE } from './coalesced-notify';
import { Addressing } from './outbox-row';
import { GrowingPause } from '../pause';
import { RareLog } from './rare-log';
import type { RelayStatus } from './relay-status';
import { refuseReplica } from './soundness';
import { Succession } from './succession';

export type { RelayStatus };

/** For the last confirms and two seconds of database; with the drain of the handlers before it, less than a process is given. */
const STOP_WITHIN_MS = 7_000;
const QUERY_TIMEOUT_MS = 30_000;
/** What held that long was no trouble of the start: the next pause is a short one again. */
const STEADY_AFTER_MS = 10_000;

/**
 * Sends the events of the outbox to the broker, those of one aggregate in their order, every one at least once. Of a
 * service's processes one relays, the holder of the lease; the others stand by.
 */
@Injectable()
export class Relay {
  private readonly logger = new Logger(Relay.name);
  private readonly troubles = new RareLog(this.logger, 'error');
  private readonly pause = new GrowingPause(100, 5_000);
  private readonly bells = { work: new Bell(), lease: new Bell() };
  private readonly succession: Succession;
  private readonly stopping = new AbortController();
  private readonly hangingUp = new AbortController();
  private running?: Promise<void>;
  private others?: CoalescedNotify;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(BROKER) broker: Broker,
    names: BrokerNames,
    @Inject(EVENTING_OPTIONS) options: ResolvedEventingOptions,
  ) {
    const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
    const addressing = new Addressing(names);
    const hangUp = this.hangingUp.signal;
    const { bells } = this;
    this.succession = new Succession({ dataSource, broker, addressing, holder, bells, options, hangUp });
  }

  /** Begins to relay, or to stand by, and returns at once; database and broker may be down, then it goes on trying. */
  start(): void {
    this.running ??= this.run();
  }

  /**
   * Finishes what is on its way and lets another process take over at once. When that takes more than `withinMs` (a
   * database that does not answer), it hangs up: the lease runs out by itself then.
   */
  async stop(withinMs = STOP_WITHIN_MS): Promise<void> {
    this.stopping.abort();
    const limit = setTimeout(() => this.hangingUp.abort(), withinMs);
    await this.running;
    clearTimeout(limit);
  }

  /** There is something to relay. To be called after a commit, never in a transaction; cheap, and never throws. */
  nudge(): void {
    if (this.succession.isActive) this.bells.work.ring();
    else this.others?.send();
  }

  status(): RelayStatus {
    return this.succession.status();
  }

  /** What it has done since the process started, for metrics. */
  get tally(): Readonly<RelayTally> {
    return this.succession.tally;
  }

  private async run(): Promise<void> {
    const over = this.stopping.signal;
    while (!over.aborted) {
      const began = performance.now();
      try {
        await this.live(over);
      } catch (error) {
        this.tell(error as Error);
      }
      if (performance.now() - began > STEADY_AFTER_MS) this.pause.reset();
      await this.pause.take(over);
    }
    this.succession.end();
  }

  private tell({ message }: Error): void {
    if (this.stopping.signal.aborted) {
      this.logger.warn(
        `The relay stops without a clean end; a lease that it holds runs out by itself. ${message}`,
      );
    } else {
      this.succession.wait(message);
      this.troubles.say(`The relay cannot work for now and keeps trying. ${message}`);
    }
  }

  /** As long as the connection for lease and nudges lives. */
  private async live(stop: AbortSignal): Promise<void> {
    const control = await DedicatedConnection.open(this.dataSource, {
      name: 'relay lease',
      queryTimeoutMs: QUERY_TIMEOUT_MS,
      until: this.hangingUp.signal,
    });
    try {
      await refuseReplica(control);
      await control.listen(CHANNEL, (payload) =>
        (payload === LEASE_IS_FREE ? this.bells.lease : this.bells.work).ring(),
      );
      this.others = new CoalescedNotify(control);
      await this.succession.follow(control, AbortSignal.any([stop, control.lost]));
    } finally {
      this.others = undefined;
      await control.close();
    }
  }
}
