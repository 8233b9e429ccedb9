import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { EventingOptions } from '../../../src/eventing.options';
import type { RelayStatus } from '../../../src/outbox/relay';
import { eventually } from '@warren/eventing/testing';
import type { LedgerEvent } from './ledger';

/** How many events a relay process has on the wire: less than a batch, so that others always wait in line. */
export const PUBLISH_WINDOW = 40;

/** Parent to child, child to parent. */
export type ToRelay = { confirm: number[] } | { tellStatus: true };
export type FromRelay = { published: { id: number; event: LedgerEvent }[] } | { status: RelayStatus };

const TS_REGISTER = path.resolve(__dirname, '../../support/ts-register.js');

/**
 * A process that relays, to be killed or frozen. This one is its broker: what comes out of the pipe is delivered, also
 * after the process is dead, and is confirmed unless `holdConfirms` is set.
 */
export class RelayProcess {
  holdConfirms = false;
  /** Like a broker that dies: what comes now is neither confirmed nor delivered. */
  losing = false;
  /** Called for each batch that arrives. */
  onDelivery: () => void = () => undefined;
  private readonly held: number[] = [];
  private lastStatus?: RelayStatus;
  /** When it last delivered something; 0 when it never has. */
  lastDelivery = 0;

  private constructor(
    private readonly child: ChildProcess,
    /** Everything that was delivered, by this process and whoever shares the list. */
    readonly delivered: LedgerEvent[],
  ) {
    child.on('message', (message: FromRelay) => this.receive(message));
  }

  static start(
    url: string,
    options: Omit<EventingOptions, 'service'>,
    delivered: LedgerEvent[] = [],
  ): RelayProcess {
    const child = fork(path.join(__dirname, 'relay-process.main.ts'), [url, JSON.stringify(options)], {
      execArgv: ['-r', TS_REGISTER],
    });
    return new RelayProcess(child, delivered);
  }

  async status(): Promise<RelayStatus | undefined> {
    this.lastStatus = undefined;
    this.tell({ tellStatus: true });
    await eventually('the relay process did not tell its status', () => this.lastStatus, 5_000);
    return this.lastStatus;
  }

  confirmHeld(): void {
    this.holdConfirms = false;
    this.tell({ confirm: this.held.splice(0) });
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** SIGKILL; resolves when the last of what it had sent has arrived. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await gone;
  }

  private receive(message: FromRelay): void {
    if ('status' in message) {
      this.lastStatus = message.status;
      return;
    }
    if (this.losing) return;
    this.delivered.push(...message.published.map(({ event }) => event));
    this.lastDelivery = performance.now();
    const ids = message.published.map(({ id }) => id);
    if (this.holdConfirms) this.held.push(...ids);
    else this.tell({ confirm: ids });
    this.onDelivery();
  }

  private tell(message: ToRelay): void {
    // To one that was just killed nothing can be told.
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}
