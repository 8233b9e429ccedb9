import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { BROKER, type Broker } from '../../broker/broker';
import { EventingHealth } from '../../eventing.health';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { EventingRuntime } from '../../eventing.runtime';
import { Relay } from '../../outbox/relay';
import { DatabaseLook } from './database-figures';
import { EVENTING_METRICS } from './eventing.metrics';
import { register } from './exposition';
import type { Metric, Observed, Sample } from './metric';

/**
 * The eventing of one application in numbers, for Prometheus. It has a registry of its own, so that two applications in one
 * process do not get in each other's way; each value carries the label `service`.
 *
 * Nothing is counted for its sake: at a scrape it reads what the parts keep in plain numbers, and asks the database a few
 * bounded questions, at most every few seconds.
 *
 * @example
 * ```ts
 * response.type(Registry.PROMETHEUS_CONTENT_TYPE).send(await metrics.text());
 * ```
 */
@Injectable()
export class EventingMetrics implements BeforeApplicationShutdown {
  private readonly registry = new Registry();
  private readonly database: DatabaseLook;
  private samples = new Map<Metric, readonly Sample[]>();

  constructor(
    dataSource: DataSource,
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(EVENTING_OPTIONS) options: Pick<ResolvedEventingOptions, 'service'>,
    private readonly health: EventingHealth,
    private readonly runtime: EventingRuntime,
    private readonly relay: Relay,
  ) {
    this.database = new DatabaseLook(dataSource);
    this.registry.setDefaultLabels({ service: options.service });
    register(this.registry, EVENTING_METRICS, (metric) => this.samples.get(metric) ?? []);
  }

  /**
   * All metrics in Prometheus' text format. Takes two seconds at most, and does not fail: while the database is away, what
   * it would have to be asked for is absent.
   */
  async text(): Promise<string> {
    const observed = await this.observe();
    this.samples = new Map(EVENTING_METRICS.map((metric) => [metric, metric.read(observed)]));
    return this.registry.metrics();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.database.close();
  }

  private async observe(): Promise<Observed> {
    const database = await this.database.read();
    return {
      database,
      failedLooks: this.database.failures,
      state: this.health.state(),
      counters: this.broker.counters(),
      relay: this.relay.tally,
      consumers: this.runtime.consumers.map((consumer) => ({
        definition: consumer.definition,
        status: consumer.status(),
        tally: consumer.tally,
      })),
    };
  }
}
