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
import { RedriveLoop } from './dead-letters/redrive/redrive-loop';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from './eventing.options';
import type { Consumer, ConsumerSource } from './handlers/consumer';
import { HandlerRegistry } from './handlers/handler-registry';
import { Relay } from './outbox/relay';
import { PersonalDataConsumers } from './personal-data/personal-data-consumers';
import { ProjectionRegistry } from './projections/projection-registry';
import { SagaRegistry } from './sagas/saga-registry';
import { SagaWatch } from './sagas/saga-watch';
import { TimeoutMover } from './sagas/timeouts/timeout-mover';
import { ScheduledEventMover } from './scheduling/scheduled-event-mover';
import { ScheduledEventWatch } from './scheduling/scheduled-event-watch';
import { SnapshotAsker } from './snapshots/asking/snapshot-asker';
import { ControlConsumer } from './snapshots/source/control-consumer';
import { SnapshotSources } from './snapshots/source/snapshot-sources';
import { TOO_LATE, within } from './within';

/**
 * Starts and stops everything that runs beside the requests. The broker may be down at the start: then the service
 * answers, its outbox fills, and consumers and relay join in when the broker is there.
 */
@Injectable()
export class EventingRuntime
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  /** Every handler, projection and saga of this service, and the intake of its dead letters. */
  readonly consumers: Consumer[] = [];
  private readonly logger = new Logger(EventingRuntime.name);

  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
    private readonly topology: TopologyDeclarer,
    private readonly relay: Relay,
    private readonly handlers: HandlerRegistry,
    private readonly projections: ProjectionRegistry,
    private readonly sagas: SagaRegistry,
    private readonly deadLetters: DeadLetterIntake,
    private readonly scheduledEvents: ScheduledEventMover,
    private readonly timeouts: TimeoutMover,
    private readonly sagaWatch: SagaWatch,
    private readonly scheduledEventWatch: ScheduledEventWatch,
    private readonly control: ControlConsumer,
    private readonly snapshotSources: SnapshotSources,
    private readonly snapshotAsker: SnapshotAsker,
    private readonly redrives: RedriveLoop,
    private readonly personalData: PersonalDataConsumers,
  ) {}

  onApplicationBootstrap(): void {
    const sources: ConsumerSource[] = [this.handlers, this.projections, this.sagas];
    this.consumers.push(...sources.flatMap((source) => source.consumers()), this.deadLetters);
    if (this.snapshotSources.types.length > 0) this.consumers.push(this.control);
    const definitions = this.consumers.map(({ definition }) => definition);
    this.personalData.check(definitions);
    this.consumers.push(...this.personalData.consumers(definitions));
    this.snapshotAsker.expect(this.projections.wantedSnapshots());
    this.topology.keepDeclared(
      this.consumers.map((consumer) => consumer.definition),
      () => this.begin(),
    );
    this.broker.start();
    this.scheduledEvents.start();
    this.timeouts.start(this.sagas.sagaNames);
    this.sagaWatch.start(this.sagas.sagaNames);
    this.scheduledEventWatch.start();
  }

  /** The relay waits for the declaration, too: an answer to what it sends must find the queue that it is for. */
  private begin(): void {
    this.consumers.forEach((consumer) => consumer.start());
    this.relay.start();
    this.snapshotAsker.start();
    this.redrives.start();
  }

  /** Cancel, then drain: while the last handlers finish, the relay still sends what they publish. */
  async beforeApplicationShutdown(): Promise<void> {
    this.topology.stop();
    const clocks = [
      this.scheduledEvents,
      this.timeouts,
      this.sagaWatch,
      this.scheduledEventWatch,
      this.snapshotAsker,
      this.redrives,
    ].map((clock) => clock.stop());
    await Promise.all(this.consumers.map((consumer) => consumer.cancel()));
    const drained = await within(
      this.options.shutdown.drainTimeoutMs,
      Promise.all([...clocks, ...this.consumers.map((consumer) => consumer.drain())]),
    );
    if (drained === TOO_LATE) this.tellWhatHangs();
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
