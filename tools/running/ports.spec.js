const net = require('node:net');
const { freePorts } = require('../servers/ports');
const { services } = require('../services');
const { checkPortsAreFree, readPorts } = require('./ports');

describe('the ports of the services', () => {
  it('are the usual ones unless a variable says otherwise', () => {
    expect(Object.fromEntries(readPorts({ ORDERS_PORT: '4004' }))).toMatchObject({
      users: 3001,
      catalog: 3002,
      inventory: 3003,
      orders: 4004,
      payments: 3005,
      notifications: 3006,
      reporting: 3007,
    });
  });

  it.each(['abc', '0', '70000', '1.5'])('refuse %p with the name of the variable', (value) => {
    expect(() => readPorts({ USERS_PORT: value })).toThrow(
      `USERS_PORT must be a port from 1 to 65535, not "${value}"`,
    );
  });

  it('refuse one port for two services', () => {
    expect(() => readPorts({ ORDERS_PORT: '3001' })).toThrow('orders and users would both get port 3001');
  });

  it('are told when taken, with what to type instead', async () => {
    const [port = 0] = await freePorts(1);
    const other = net.createServer();
    await new Promise((resolve) => other.listen(port, () => resolve(undefined)));
    const ports = new Map(services.map(({ name }) => [name, port]));
    const { message } = await checkPortsAreFree(ports).then(
      () => ({ message: 'no port was taken' }),
      (error) => error,
    );
    expect(message).toContain(
      `Port ${port}, which users needs, is taken.\nPort ${port}, which catalog needs`,
    );
    expect(message).toContain('  WARREN_INSTANCE=second npm start');
    expect(message).toContain(`  USERS_PORT=${port + 100} CATALOG_PORT=${port + 100} `);
    await new Promise((resolve) => other.close(resolve));
    await expect(checkPortsAreFree(ports)).resolves.toBeUndefined();
  });
});
