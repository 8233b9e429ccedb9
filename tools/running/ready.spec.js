const http = require('node:http');
const { freePorts } = require('../servers/ports');
const { untilReady, works } = require('./ready');

const up = { status: 'up' };
const well = {
  database: up,
  broker: up,
  relay: { status: 'up', role: 'active' },
  consumers: up,
  schedule: up,
};

/** @param {string} status @param {Record<string, { status: string, role?: string, [fact: string]: unknown }>} [but] */
const readiness = (status, but = {}) => ({ status, details: { ...well, ...but } });
const down = { status: 'down' };

describe('a service works', () => {
  it('when it is ready', () => expect(works(readiness('ready'))).toBe(true));

  it.each([
    ['time-outs are overdue', { schedule: { ...down, troubles: ['2 time-outs are overdue'] } }],
    ['events reach nobody whom they reached before', { relay: { ...down, role: 'active' } }],
    ['another replica relays', { relay: { ...up, role: 'standby' } }],
  ])('when %s', (_, but) => expect(works(readiness('degraded', but))).toBe(true));

  it.each([
    ['there is no broker', 'degraded', { broker: down }],
    ['it does not consume yet', 'degraded', { consumers: down }],
    ['nobody sends its events yet', 'degraded', { relay: { ...down, role: 'waiting' } }],
    ['its database is away', 'not-ready', { database: down }],
  ])('not when %s', (_, status, but) => expect(works(readiness(status, but))).toBe(false));
});

describe('waiting for a service', () => {
  /** @type {http.Server} */
  let server;
  /** @type {unknown[]} one after the other, the last for ever */
  let answers;
  let url = '';
  const service = /** @type {import('./service-process').ServiceProcess} */ (
    /** @type {unknown} */ ({ name: 'orders', died: () => new Promise(() => undefined) })
  );

  beforeEach(async () => {
    const [port = 0] = await freePorts(1);
    server = http.createServer((_, response) => {
      response.end(JSON.stringify(answers.length > 1 ? answers.shift() : answers[0]));
    });
    await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
    url = `http://127.0.0.1:${port}`;
  });
  afterEach(() => new Promise((resolve) => void server.close(resolve)));

  it('ends when it is ready, with nothing to say', async () => {
    answers = [
      readiness('not-ready', { database: down }),
      readiness('degraded', { consumers: down }),
      readiness('ready'),
    ];
    await expect(untilReady(service, url)).resolves.toBeUndefined();
  });

  it('ends when it works, with what is not well: a restart would not mend it', async () => {
    const schedule = { ...down, troubles: ['2 time-outs are overdue'] };
    answers = [readiness('degraded', { consumers: down }), readiness('degraded', { schedule })];
    await expect(untilReady(service, url)).resolves.toBe(
      'schedule is down {"troubles":["2 time-outs are overdue"]}',
    );
  });
});
