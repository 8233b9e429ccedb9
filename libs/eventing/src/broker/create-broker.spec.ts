import { resolveOptions } from '../resolve-options';
import { createBroker } from './create-broker';
import { InMemoryBroker } from './in-memory/in-memory-broker';
import { RabbitBroker } from './rabbitmq/rabbit-broker';

const create = (service: string, broker: { url?: string; namespace?: string }) =>
  createBroker(resolveOptions({ service, broker }, { NODE_ENV: 'test' }));

describe('createBroker', () => {
  it('makes a client of RabbitMQ, which does nothing before it is started', async () => {
    const broker = create('orders', { url: 'amqp://127.0.0.1:1' });
    expect(broker).toBeInstanceOf(RabbitBroker);
    expect(broker.status()).toBe('connecting');
    await broker.close();
    expect(broker.status()).toBe('closed');
  });

  it('lets services with the same namespace meet in memory, and no others', async () => {
    const [orders, inventory, stranger] = [
      create('orders', { url: 'in-memory', namespace: 'a' }),
      create('inventory', { url: 'in-memory', namespace: 'a' }),
      create('inventory', { url: 'in-memory', namespace: 'b' }),
    ];
    const brokers = [orders, inventory, stranger];
    expect(orders).toBeInstanceOf(InMemoryBroker);
    for (const broker of brokers) broker.start();
    const queue = { name: 'q', arguments: {} };
    await inventory.declare({ exchanges: [], queues: [queue], bindings: [] });
    const message = { exchange: '', routingKey: 'q', body: Buffer.from(''), properties: {} };
    await stranger.declare({ exchanges: [], queues: [], bindings: [] });
    await orders.declare({ exchanges: [], queues: [], bindings: [] });
    expect(await orders.publish(message)).toBe('routed');
    expect(await stranger.publish(message)).toBe('unroutable');
    for (const broker of brokers) await broker.close();
  });
});
