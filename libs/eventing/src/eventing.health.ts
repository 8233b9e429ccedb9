import { Inject, Injectable } from '@nestjs/common';
import { BROKER, type Broker, type BrokerStatus, type Drift } from './broker/broker';
import { RedriveLoop } from './dead-letters/redrive/redrive-loop';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from './eventing.options';
import { EventingRuntime } from './eventing.runtime';
import type { ConsumerStatus } from './handlers/consumer';
import { Relay, type RelayStatus } from './outbox/relay';
import { SagaWatch, type SagaSummary } from './sagas/saga-watch';
import { TimeoutMover } from './sagas/timeouts/timeout-mover';
import { ScheduledEventMover } from './scheduling/scheduled-event-mover';
import { ScheduledEventWatch } from './scheduling/scheduled-event-watch';
import { SnapshotAsker } from './snapshots/asking/snapshot-asker';
import type { SnapshotSummary } from './snapshots/asking/snapshot-summary';

/** How the eventing of one process is doing, for health checks and people. */
export interface EventingState {
  broker: { status: BrokerStatus; drift: readonly Drift[] };
  relay: RelayStatus;
  consumers: ({ name: string } & ConsumerStatus)[];
  /**
   * What keeps scheduled events, and time-outs, from going out when they are due, and what has been overdue for a minute, as of
   * a few seconds ago; empty when all is well. Each is a text for people.
   */
  scheduling: { troubles: string[] };
  /** As of a few seconds ago. */
  sagas: readonly SagaSummary[];
  /** Why dead letters that somebody sent round again do not go out just now; undefined while they do. */
  redrives: { trouble: string | undefined };
  /** How complete the copies are that projections keep of other services' aggregates. As of a few seconds ago. */
  snapshots: { neededToBeReady: boolean; trouble: string | undefined; each: readonly SnapshotSummary[] };
}

/**
 * Tells how the eventing is doing; asks nobody, so it is cheap and never fails.
 *
 * @example new HealthIndicatorService().check('broker')[health.state().broker.status === 'connected' ? 'up' : 'down']()
 */
@Injectable()
export class EventingHealth {
  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    private readonly relay: Relay,
    private readonly runtime: EventingRuntime,
    private readonly scheduledEvents: ScheduledEventMover,
    private readonly timeouts: TimeoutMover,
    private readonly sagaWatch: SagaWatch,
    private readonly scheduledEventWatch: ScheduledEventWatch,
    private readonly redrives: RedriveLoop,
    private readonly snapshots: SnapshotAsker,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'snapshots'>,
  ) {}

  state(): EventingState {
    return {
      broker: { status: this.broker.status(), drift: this.broker.drift() },
      relay: this.relay.status(),
      consumers: this.runtime.consumers.map((consumer) => ({
        name: consumer.definition.name,
        ...consumer.status(),
      })),
      scheduling: {
        troubles: [
          this.scheduledEvents.trouble,
          ...this.timeouts.troubles,
          ...this.scheduledEventWatch.troubles,
          ...this.sagaWatch.troubles,
        ].filter((text) => text !== undefined),
      },
      sagas: this.sagaWatch.summaries,
      redrives: { trouble: this.redrives.trouble },
      snapshots: {
        neededToBeReady: this.options.snapshots.neededToBeReady,
        trouble: this.snapshots.trouble,
        each: this.snapshots.summaries,
      },
    };
  }
}
