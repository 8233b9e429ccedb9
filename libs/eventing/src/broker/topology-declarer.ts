import { Inject, Injectable, Logger } from '@nestjs/common';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import type { ConsumerDefinition } from '../handlers/consumer';
import { GrowingPause, pause } from '../pause';
import { BROKER, type Broker } from './broker';
import { BrokerNames } from './names';
import { SetAsideQueues } from './set-aside-queues';
import { StaleBindings } from './stale-bindings';
import { tellDrift } from './tell-drift';
import { computeTopology } from './compute-topology';
import type { Topology } from './topology';

const RETRY_AFTER_MS = 1_000;
const NOTE_AT_LEAST_EVERY_MS = 60_000;
const WANT_AGAIN_AFTER_MS = 3_600_000;

/** Declares the service's exchanges, queues and bindings whenever there is a new connection, and reports the drift. */
@Injectable()
export class TopologyDeclarer {
  private readonly logger = new Logger(TopologyDeclarer.name);
  private readonly stopped = new AbortController();
  private running = false;
  private again = false;
  private noting = false;

  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
    private readonly names: BrokerNames,
    private readonly stale: StaleBindings,
    private readonly setAside: SetAsideQueues,
  ) {}

  /** Calls `onFirst` once, when everything has been declared for the first time. */
  keepDeclared(definitions: ConsumerDefinition[], onFirst: () => void): void {
    const topology = computeTopology(this.names, definitions, this.options);
    let announce: (() => void) | undefined = () => {
      announce = undefined;
      onFirst();
    };
    const unsubscribe = this.broker.onStatus((status) => {
      if (status === 'connected') void this.declare(topology, () => announce?.());
    });
    const again = setInterval(() => void this.sayAgain(topology), WANT_AGAIN_AFTER_MS).unref();
    this.setAside.start();
    this.stopped.signal.addEventListener('abort', () => {
      this.setAside.stop();
      unsubscribe();
      clearInterval(again);
    });
    if (this.broker.status() === 'connected') void this.declare(topology, () => announce?.());
  }

  stop(): void {
    this.stopped.abort();
  }

  /** One at a time; a connection that comes while one is running is served by another round. */
  private async declare(topology: Topology, done: () => void): Promise<void> {
    this.again = true;
    if (this.running) return;
    this.running = true;
    try {
      while (this.again && !this.stopped.signal.aborted) {
        this.again = false;
        if (await this.tryToDeclare(topology)) done();
      }
    } finally {
      this.running = false;
    }
  }

  private async tryToDeclare(topology: Topology): Promise<boolean> {
    try {
      await this.setAside.look();
      const isNoted = await this.stale.want(topology);
      const drifts = await this.broker.declare(topology);
      if (isNoted) void this.stale.clear(topology);
      else void this.declareAgainOnceNoted(topology);
      if (!this.stopped.signal.aborted) drifts.forEach((drift) => this.logger.error(tellDrift(drift)));
      return !this.stopped.signal.aborted;
    } catch (error) {
      this.again = true;
      this.logger.warn(
        `Could not declare the topology; trying again in ${RETRY_AFTER_MS} ms: ${String(error)}`,
      );
      await pause(RETRY_AFTER_MS, this.stopped.signal);
      return false;
    }
  }

  /** So that what this process needs does not become stale while it runs. */
  private async sayAgain(topology: Topology): Promise<void> {
    if (await this.stale.want(topology)) await this.stale.clear(topology);
    else await this.declareAgainOnceNoted(topology);
  }

  /**
   * What is not on record may have been unbound meanwhile by a process that took it for stale. It goes on record first, for
   * then nobody does so any more, and is declared after that.
   */
  private async declareAgainOnceNoted(topology: Topology): Promise<void> {
    if (this.noting) return;
    this.noting = true;
    const { signal } = this.stopped;
    const pauses = new GrowingPause(RETRY_AFTER_MS, NOTE_AT_LEAST_EVERY_MS);
    try {
      await pauses.take(signal);
      while (!signal.aborted && !(await this.stale.want(topology))) await pauses.take(signal);
    } finally {
      this.noting = false;
    }
    await this.declare(topology, () => undefined);
  }
}
