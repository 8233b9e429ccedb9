import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BROKER, type Broker } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { DedicatedConnection } from '../database/dedicated-connection';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { Backoff } from './backoff';
import { Bell } from './bell';
import { CHANNEL, CoalescedNotify, LEASE_IS_FREE } from './coalesced-notify';
import { Addressing } from './outbox-row';
import { RareLog } from './rare-log';
import type { RelayStatus } from './relay-status';
import { refuseReplica } from './soundness';
import { Succession } from './succession';

export type { RelayStatus };

const STOP_WITHIN_MS = 10_000;
const QUERY_TIMEOUT_MS = 30_000;
/** What held that long was no trouble of the start: the next pause is a short one again. */
const STEADY_AFTER_MS = 10_000;

/**
 * Sends the events of the outbox to the broker, those of one aggregate in their order, every one at least once. Of a
 * service's processes one relays, the holder of the lease; the others stand by.
 */
@Injectable()
export class Relay {
  private readonly troubles = new RareLog(new Logger(Relay.name), 'error');
  private readonly backoff = new Backoff(100, 5_000);
  private readonly silence = new Bell();
  private readonly bells = { work: new Bell(), lease: new Bell() };
  private readonly succession: Succession;
  private readonly stopping = new AbortController();
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
    this.succession = new Succession({ dataSource, broker, addressing, holder, bells: this.bells, options });
  }

  /** Begins to relay, or to stand by, and returns at once; database and broker may be down, then it goes on trying. */
  start(): void {
    this.running ??= this.run();
  }

  /** Finishes what is on its way, within a limit, and lets another process take over at once. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const limit = setTimeout(() => this.succession.cut(), STOP_WITHIN_MS);
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

  private async run(): Promise<void> {
    const over = this.stopping.signal;
    while (!over.aborted) {
      const began = performance.now();
      try {
        await this.live(over);
      } catch (error) {
        this.succession.wait((error as Error).message);
        this.troubles.say(`The relay cannot work for now and keeps trying. ${(error as Error).message}`);
      }
      if (performance.now() - began > STEADY_AFTER_MS) this.backoff.reset();
      await this.silence.wait(this.backoff.nextMs(), over);
    }
    this.succession.end();
  }

  /** As long as the connection for lease and nudges lives. */
  private async live(stop: AbortSignal): Promise<void> {
    const control = await DedicatedConnection.open(this.dataSource, {
      name: 'relay lease',
      queryTimeoutMs: QUERY_TIMEOUT_MS,
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
