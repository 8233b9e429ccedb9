import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { BROKER, type Broker } from './broker/broker';
import { TopologyDeclarer } from './broker/topology-declarer';
import { DeadLetterIntake } from './dead-letters/dead-letter-intake';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from './eventing.options';
import type { Consumer } from './handlers/consumer';
import { HandlerRegistry } from './handlers/handler-registry';
import { Relay } from './outbox/relay';
import { ProjectionRegistry } from './projections/projection-registry';

/**
 * Starts and stops everything that runs beside the requests. The broker may be down at the start: then the service
 * answers, its outbox fills, and consumers and relay join in when the broker is there.
 */
@Injectable()
export class EventingRuntime
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  /** Every handler and projection of this service, and the intake of its dead letters. */
  readonly consumers: Consumer[] = [];
  private readonly logger = new Logger(EventingRuntime.name);

  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
    private readonly topology: TopologyDeclarer,
    private readonly relay: Relay,
    private readonly handlers: HandlerRegistry,
    private readonly projections: ProjectionRegistry,
    private readonly deadLetters: DeadLetterIntake,
  ) {}

  onApplicationBootstrap(): void {
    this.consumers.push(...this.handlers.consumers(), ...this.projections.consumers(), this.deadLetters);
    this.topology.keepDeclared(
      this.consumers.map((consumer) => consumer.definition),
      () => this.consumers.forEach((consumer) => consumer.start()),
    );
    this.broker.start();
    this.relay.start();
  }

  /** Cancel, then drain: while the last handlers finish, the relay still sends what they publish. */
  async beforeApplicationShutdown(): Promise<void> {
    this.topology.stop();
    await Promise.all(this.consumers.map((consumer) => consumer.cancel()));
    const drained = await within(
      this.options.shutdown.drainTimeoutMs,
      Promise.all(this.consumers.map((consumer) => consumer.drain())),
    );
    if (!drained) this.tellWhatHangs();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
    await this.relay.stop();
    await this.broker.close();
  }

  private tellWhatHangs(): void {
    const busy = this.consumers
      .filter((consumer) => consumer.status().inFlight > 0)
      .map((consumer) => `${consumer.definition.name} (${consumer.status().inFlight})`);
    this.logger.warn(
      `After ${this.options.shutdown.drainTimeoutMs} ms these were still handling messages: ${busy.join(', ')}. ` +
        'They are left; the broker hands their messages out again.',
    );
  }
}

async function within(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([work.then(() => true as const), limit]);
  } finally {
    clearTimeout(timer);
  }
}
