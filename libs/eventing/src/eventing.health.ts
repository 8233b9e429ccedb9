import { Inject, Injectable } from '@nestjs/common';
import { BROKER, type Broker, type BrokerStatus, type Drift } from './broker/broker';
import { EventingRuntime } from './eventing.runtime';
import type { ConsumerStatus } from './handlers/consumer';
import { Relay, type RelayStatus } from './outbox/relay';

/** How the eventing of one process is doing, for health checks and people. */
export interface EventingState {
  broker: { status: BrokerStatus; drift: readonly Drift[] };
  relay: RelayStatus;
  consumers: ({ name: string } & ConsumerStatus)[];
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
  ) {}

  state(): EventingState {
    return {
      broker: { status: this.broker.status(), drift: this.broker.drift() },
      relay: this.relay.status(),
      consumers: this.runtime.consumers.map((consumer) => ({
        name: consumer.definition.name,
        ...consumer.status(),
      })),
    };
  }
}
