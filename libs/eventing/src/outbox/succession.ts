import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Broker } from '../broker/broker';
import { DedicatedConnection } from '../database/dedicated-connection';
import type { ResolvedEventingOptions } from '../eventing.options';
import { RelayTally } from '../observability/relay-tally';
import type { Bell } from './bell';
import { untilConnected } from './broker-watch';
import { Listeners } from './listeners';
import { Lease } from './lease';
import type { Addressing } from './outbox-row';
import type { RelayStatus } from './relay-status';
import { checkSoundness } from './soundness';
import { READING_SETTINGS } from './sql/read.sql';
import { BrokerAwayError, Term } from './term';
import { TableUpkeep } from './table-upkeep';

interface SuccessionTools {
  dataSource: DataSource;
  broker: Broker;
  addressing: Addressing;
  /** Who this process is, for the lease. */
  holder: string;
  bells: { work: Bell; lease: Bell };
  options: ResolvedEventingOptions;
  /** Aborted when nobody waits for the database any more. */
  hangUp: AbortSignal;
}

/** How often, while a lease lasts, a standby looks whether it has run out. */
const LOOKS_PER_LEASE = 5;
const QUERY_TIMEOUT_MS = 30_000;

/** Whose turn it is to relay: stands by while another process holds the lease, serves a term when this one gets it. */
export class Succession {
  private readonly logger = new Logger('Relay');
  readonly tally = new RelayTally();
  private readonly listeners = new Listeners();
  private role: RelayStatus['role'] = 'stopped';
  private detail?: string;
  private term?: Term;

  constructor(private readonly tools: SuccessionTools) {}

  get isActive(): boolean {
    return this.role === 'active';
  }

  status(): RelayStatus {
    const { position = 0, openGaps = 0, parkedGaps = 0 } = this.term?.cursor ?? {};
    const since = this.term?.oldestSince;
    return {
      role: this.role,
      detail: this.detail,
      lastPosition: position,
      openGaps,
      parkedGaps,
      ...this.listeners.summary(),
      backlogOldestAgeMs: since === undefined ? undefined : Math.max(0, Date.now() - since * 1000),
    };
  }

  /** Takes the lease whenever it can, and relays while it has it. */
  async follow(control: DedicatedConnection, over: AbortSignal): Promise<void> {
    const { broker, holder, options, bells } = this.tools;
    if (!options.relay.enabled) return this.sitOut(over);
    while (!over.aborted) {
      if (broker.status() !== 'connected') this.wait('The broker is not connected.');
      if (!(await untilConnected(broker, Infinity, over))) return;
      const lease = await Lease.tryAcquire(control, holder, options.relay.leaseMs);
      if (lease) await this.serve(lease, control, over);
      else {
        this.become('standby', 'Another process of this service relays.');
        await bells.lease.wait(options.relay.leaseMs / LOOKS_PER_LEASE, over);
      }
    }
  }

  wait(reason: string): void {
    this.become('waiting', reason);
  }

  end(): void {
    this.become('stopped');
  }

  private async sitOut(over: AbortSignal): Promise<void> {
    this.become('standby', 'Relaying is switched off in this process.');
    await new Promise<void>((resolve) => {
      if (over.aborted) resolve();
      over.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  private async serve(lease: Lease, control: DedicatedConnection, over: AbortSignal): Promise<void> {
    try {
      await this.relay(lease, over);
    } catch (error) {
      if (!lease.lost.aborted && !(error instanceof BrokerAwayError)) throw error;
      this.wait((error as Error).message);
    } finally {
      if (lease.lost.aborted) this.logger.warn((lease.lost.reason as Error).message);
      else if (!control.lost.aborted) await lease.release();
      lease.stop();
    }
  }

  private async relay(lease: Lease, over: AbortSignal): Promise<void> {
    const { dataSource, hangUp } = this.tools;
    const connection = await DedicatedConnection.open(dataSource, {
      name: 'relay',
      settings: READING_SETTINGS,
      queryTimeoutMs: QUERY_TIMEOUT_MS,
      // Without the lease, whatever it is doing would be refused, and nobody should wait for it.
      until: AbortSignal.any([hangUp, lease.lost]),
    });
    try {
      await checkSoundness(connection);
      this.become('active');
      await this.work(connection, lease, AbortSignal.any([over, lease.lost, connection.lost]));
    } finally {
      await connection.close();
    }
  }

  /** Relays, and keeps the tables in shape meanwhile. */
  private async work(connection: DedicatedConnection, lease: Lease, over: AbortSignal): Promise<void> {
    const term = new Term({
      ...this.tools,
      connection,
      lease,
      listeners: this.listeners,
      tally: this.tally,
      bell: this.tools.bells.work,
    });
    const termIsOver = new AbortController();
    const upkeep = new TableUpkeep(this.tools.dataSource, this.tools.options.retention).run(
      AbortSignal.any([over, termIsOver.signal]),
    );
    this.term = term;
    try {
      await term.run(over);
    } finally {
      this.term = undefined;
      termIsOver.abort();
      await upkeep;
    }
  }

  private become(role: RelayStatus['role'], detail?: string): void {
    if (role !== this.role && role !== 'waiting') this.logger.log(`Relay: ${role}.`);
    this.role = role;
    this.detail = detail;
  }
}
