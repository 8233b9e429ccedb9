const http = require('node:http');
const { freePorts } = require('../servers/ports');
const { services } = require('../services');
const { RunningShop } = require('./running-shop');

describe('finding the running shop', () => {
  /** @type {http.Server} */
  let server;
  let answer = '';
  /** @type {Map<string, number>} */
  let ports;

  beforeEach(async () => {
    const [port = 0] = await freePorts(1);
    ports = new Map(services.map(({ name }) => [name, port]));
    server = http.createServer((_, response) => void response.end(answer));
    await new Promise((resolve) => server.listen(port, () => resolve(undefined)));
  });
  afterEach(() => new Promise((resolve) => void server.close(resolve)));

  it('succeeds when every service is ready', async () => {
    answer = JSON.stringify({ status: 'ready', details: {} });
    await expect(RunningShop.find(ports)).resolves.toBeInstanceOf(RunningShop);
  });

  it('says which check keeps a service from being ready', async () => {
    answer = JSON.stringify({
      status: 'not ready',
      details: { rabbitmq: { status: 'down' }, relay: { status: 'up' } },
    });
    await expect(RunningShop.find(ports)).rejects.toThrow(/orders at \S+ is not ready: rabbitmq is down/);
  });

  it('says when another program has the port', async () => {
    answer = '<h1>Welcome</h1>';
    await expect(RunningShop.find(ports)).rejects.toThrow(/orders: what answers at \S+ is another program/);
  });

  it('says which services are missing, and what to do', async () => {
    answer = JSON.stringify({ status: 'ready', details: {} });
    const [free = 0] = await freePorts(1);
    const error = await RunningShop.find(new Map(ports).set('orders', free)).catch(String);
    expect(error).toContain('The system is not running as a whole:');
    expect(error).toContain(`orders does not answer at http://localhost:${free}: ECONNREFUSED`);
    expect(error).not.toContain('users does not answer');
    expect(error).toContain('Run `npm start` first');
  });
});
