import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventingHealth } from '@warren/eventing';

/** How far a process has got with starting. */
export interface Startup {
  /** `started`: it is all there. `starting`: it is not, and should be given time. */
  status: 'starting' | 'started';
  /** `degraded`: it has started, and waits for the broker before it consumes and relays. */
  eventing: 'running' | 'degraded';
  /** Why it has not started, or what it waits for. */
  detail?: string;
}

/**
 * Whether the process has started: its migrations were checked, its modules are there, and its queues were declared once,
 * or could not be because the broker is away. What happens after that is no matter of starting.
 */
@Injectable()
export class StartupCheck implements OnApplicationBootstrap {
  private booted = false;
  private declared = false;

  constructor(private readonly eventing: EventingHealth) {}

  /** `runService` checks the migrations before there is an application at all. */
  onApplicationBootstrap(): void {
    this.booted = true;
  }

  run(): Startup {
    if (!this.booted)
      return { status: 'starting', eventing: 'degraded', detail: 'Its modules are being put together.' };
    const { broker, consumers } = this.eventing.state();
    // They begin once the queues are there; what holds one of them up afterwards is no matter of starting.
    this.declared ||= consumers.every(({ state }) => state !== 'stopped');
    if (this.declared) return { status: 'started', eventing: 'running' };
    if (broker.status === 'connected')
      return { status: 'starting', eventing: 'degraded', detail: 'Its queues are being declared.' };
    return {
      ...{ status: 'started', eventing: 'degraded' },
      detail: `The broker is ${broker.status}; it joins in when the broker is there.`,
    };
  }
}
