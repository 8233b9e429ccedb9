import { Logger } from '@nestjs/common';
import type { OutgoingMessage } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { RabbitBroker } from '../../src/broker/rabbitmq/rabbit-broker';
import type { RabbitSettings } from '../../src/broker/rabbitmq/settings';
import { computeTopology } from '../../src/broker/compute-topology';
import type { Topology } from '../../src/broker/topology';
import { resolveOptions } from '../../src/resolve-options';
import { eventually } from '@warren/eventing/testing';
import { EXPIRE_AFTER_MS, testNamespace } from '../support/test-broker';
import { Traffic } from './traffic';

/** A service `shop` on a real broker, with one consumer `watch` of everything the service publishes. */
export class World {
  readonly namespace = testNamespace();
  readonly names = new BrokerNames('shop', this.namespace);
  readonly queue = this.names.queue('watch');
  private readonly brokers: RabbitBroker[] = [];
  private readonly traffics: Traffic[] = [];

  constructor(private readonly url: string) {
    // Interruptions are what these tests are about; the log would be full of them.
    if (!process.env.TEST_LOG) Logger.overrideLogger(false);
  }

  /** A client that is not started. */
  client(settings: Partial<RabbitSettings> = {}, url = this.url): RabbitBroker {
    const broker = new RabbitBroker('shop', url, { reconnectMs: 100, ...settings });
    this.brokers.push(broker);
    return broker;
  }

  /** A client that is connected and has declared its topology. */
  async broker(settings: Partial<RabbitSettings> = {}, url = this.url): Promise<RabbitBroker> {
    const broker = this.client(settings, url);
    broker.start();
    await this.connected(broker);
    expect(await broker.declare(this.topology())).toEqual([]);
    return broker;
  }

  /** Messages for the queue `watch`, without end until the test says so. */
  traffic(broker: RabbitBroker): Traffic {
    const traffic = new Traffic(broker, this.message);
    this.traffics.push(traffic);
    return traffic;
  }

  async connected(broker: RabbitBroker, withinMs = 60_000): Promise<void> {
    await eventually('a connected broker', () => broker.status() === 'connected', withinMs);
  }

  topology(expireAfterMs = EXPIRE_AFTER_MS): Topology {
    const { namespace } = this;
    const subscriptions = [{ service: 'shop', routingKey: '#' }];
    return computeTopology(
      this.names,
      [{ name: 'watch', kind: 'handler', subscriptions, retryDelays: ['300ms'] }],
      resolveOptions({ service: 'shop', broker: { namespace, expireAfterMs, deliveryLimit: 3 } }),
    );
  }

  readonly message = (id: string): OutgoingMessage => ({
    exchange: this.names.eventsExchange('shop'),
    routingKey: 'thing-happened.v1',
    body: Buffer.from(JSON.stringify({ id })),
    properties: { messageId: id },
  });

  async dispose(): Promise<void> {
    for (const traffic of this.traffics) traffic.end();
    await Promise.all(this.brokers.map((broker) => broker.close()));
  }
}
