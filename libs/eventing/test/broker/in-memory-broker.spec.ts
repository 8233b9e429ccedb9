import { InMemoryBroker } from '../../src/broker/in-memory/in-memory-broker';
import { InMemoryServer } from '../../src/broker/in-memory/in-memory-server';
import { describeBroker } from './broker-contract';

describeBroker('the broker in memory', async () => {
  const server = new InMemoryServer();
  return {
    user: 'shop',
    client: () => new InMemoryBroker(server, 'shop'),
    cutConnections: () => server.cutConnections(),
    goAway: () => (server.state = 'away'),
    comeBack: () => (server.state = 'up'),
    deleteQueue: async (name) => server.deleteQueue(name),
    close: async () => undefined,
  };
});
