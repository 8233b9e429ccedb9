import type { Broker, IncomingMessage, OutgoingMessage } from '../../../src/broker/broker';
import { BrokerNames } from '../../../src/broker/names';
import { computeTopology } from '../../../src/broker/compute-topology';
import type { Topology } from '../../../src/broker/topology';
import { resolveOptions } from '../../../src/resolve-options';
import type { ConsumerDefinition } from '../../../src/handlers/consumer';
import { EXPIRE_AFTER_MS, testNamespace } from '../../support/test-broker';
import { eventually } from '@warren/eventing/testing';
import { CollectingConsumer } from '../collecting-consumer';

/** What the contract needs to know of an implementation: how to get clients, and how to make trouble. */
export interface BrokerUnderTest {
  /** As whom its clients are known to the broker. */
  user: string;
  /** A client that has not been started; all of them meet on the same broker. */
  client(): Broker;
  /** All connections are cut, and can be made anew at once. */
  cutConnections(): void;
  /** The broker cannot be reached until `comeBack`. */
  goAway(): void;
  comeBack(): void;
  deleteQueue(name: string): Promise<unknown>;
  close(): Promise<void>;
}

/** One test's own world: names that nobody else uses, started clients, a declared topology. */
export class Fixture {
  readonly namespace = testNamespace();
  readonly names = new BrokerNames('shop', this.namespace);
  private readonly clients: Broker[] = [];

  constructor(readonly underTest: BrokerUnderTest) {}

  async client(): Promise<Broker> {
    const broker = this.underTest.client();
    this.clients.push(broker);
    broker.start();
    await eventually('a connected broker', () => broker.status() === 'connected');
    return broker;
  }

  /** A client whose service `shop` has these consumers. */
  async declared(...consumers: Partial<ConsumerDefinition>[]): Promise<Broker> {
    const broker = await this.client();
    expect(await broker.declare(this.topology(...consumers))).toEqual([]);
    return broker;
  }

  topology(...consumers: Partial<ConsumerDefinition>[]): Topology {
    const options = resolveOptions({
      service: 'shop',
      broker: { namespace: this.namespace, expireAfterMs: EXPIRE_AFTER_MS, deliveryLimit: 3 },
    });
    const definitions = consumers.map((consumer): ConsumerDefinition => ({
      name: 'watch',
      kind: 'handler',
      subscriptions: [{ service: 'shop', routingKey: '#' }],
      retryDelays: [],
      ...consumer,
    }));
    return computeTopology(this.names, definitions, options);
  }

  /** An event of the service `shop`, unless something else is said. */
  message(id: string, changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
    return {
      exchange: this.names.eventsExchange('shop'),
      routingKey: 'thing-happened.v1',
      body: Buffer.from(JSON.stringify({ id })),
      properties: { messageId: id, contentType: 'application/json' },
      ...changes,
    };
  }

  /** What must not happen has had its chance to happen when a later message has gone the whole way. */
  async settles(check: () => void): Promise<void> {
    const broker = await this.client();
    const queue = `${this.namespace}.probe`;
    const { queues } = this.topology();
    const [model] = queues;
    await broker.declare({
      exchanges: [],
      queues: [{ name: queue, arguments: model?.arguments ?? {} }],
      bindings: [],
    });
    for (let round = 0; round < 3; round += 1) {
      const probe = new CollectingConsumer(broker, queue);
      await broker.publish(this.message('probe', { exchange: '', routingKey: queue }));
      await probe.has(1);
      await probe.stop();
    }
    await broker.close();
    check();
  }

  /** Takes the first message of the queue and lets it go unsettled, over and over, as a process does that it kills. */
  async returnUnsettled(
    broker: Broker,
    consumer: string,
    until: () => boolean,
    prefetch = 1,
  ): Promise<IncomingMessage[]> {
    const deliveries: IncomingMessage[] = [];
    while (!until()) {
      const taken = new CollectingConsumer(broker, this.names.queue(consumer), () => undefined, prefetch);
      await eventually('a message to return, or the end of it', () => taken.messages.length > 0 || until());
      await taken.stop();
      deliveries.push(...taken.messages);
    }
    return deliveries;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.underTest.close();
  }
}

/** `count` ids: m0, m1, … */
export function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `m${index}`);
}
