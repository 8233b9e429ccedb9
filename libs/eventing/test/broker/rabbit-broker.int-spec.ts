import { RabbitBroker } from '../../src/broker/rabbitmq/rabbit-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { RABBITMQ_URL } from '../support/test-broker';
import { describeBroker } from './broker-contract';
import { onRabbit } from './rabbit-admin';

jest.setTimeout(120_000);

describeBroker('RabbitMQ', async () => {
  const proxy = await TcpProxy.before(RABBITMQ_URL);
  return {
    user: new URL(RABBITMQ_URL).username,
    client: () => new RabbitBroker('shop', proxy.url, { reconnectMs: 100 }),
    cutConnections: () => proxy.cut(),
    goAway: () => proxy.refuse(),
    comeBack: () => proxy.letThrough(),
    deleteQueue: (name) => onRabbit(RABBITMQ_URL, (channel) => channel.deleteQueue(name)),
    close: () => proxy.close(),
  };
});
