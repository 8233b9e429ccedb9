import { setTimeout as pause } from 'node:timers/promises';
import { startPrivateRabbitMq } from '../../../../tools/servers';
import type { ServiceProcess } from './stage/service-process';
import { Stage } from './stage/stage';
import { eventually } from '@warren/eventing/testing';

const OUTAGE_MS = 10_000;
const LOAD = { writers: 8, accounts: 40, restMs: 100 };

type Broker = Awaited<ReturnType<typeof startPrivateRabbitMq>>;

jest.setTimeout(480_000);

describe('A broker that goes away under load', () => {
  let broker: Broker;
  let stage: Stage;
  let writer: ServiceProcess;
  let bookkeeper: ServiceProcess;

  beforeAll(async () => {
    broker = await startPrivateRabbitMq();
  });

  afterAll(() => broker?.stop());

  beforeEach(async () => {
    stage = await Stage.open({ rabbitUrl: broker.url });
  });

  afterEach(() => stage?.close());

  it('stopped for ten seconds: commands are accepted meanwhile, and all their events come about afterwards', async () => {
    await startServices();
    await stage.untilCommitted(300);
    await broker.rabbitmqctl('stop_app');
    await expectCommandsWhileAway();
    await broker.rabbitmqctl('start_app');
    await expectNothingWrong();
  });

  it('killed with SIGKILL and started again: what it confirmed it still has, what it did not is sent again', async () => {
    await startServices();
    await stage.untilCommitted(300);
    await broker.syncMetadata();
    await broker.kill();
    await expectCommandsWhileAway();
    await broker.restart();
    await expectNothingWrong();
  });

  it('dropping every connection while handlers run: the process lives, and no handler has its effect twice', async () => {
    await startServices({ handlingMs: 80 }); // slower, they would never catch up with the writers
    for (let drop = 1; drop <= 3; drop++) {
      await stage.untilCommitted(200 * drop);
      await eventually('handlers to be running', async () => {
        const { consumers } = await bookkeeper.ask('state');
        return consumers.some(({ inFlight }) => inFlight >= 5);
      });
      await broker.rabbitmqctl('close_all_connections', 'dropped by a test');
    }
    await expectNothingWrong();
  });

  it('down when the services boot: they answer and store events, which flow as soon as it comes', async () => {
    // Who listens has been there once: before its first start nothing could have been kept for it.
    await startServices();
    await Promise.all([writer, bookkeeper].map((service) => service.end('SIGTERM')));
    await broker.syncMetadata();
    await broker.kill();
    [bookkeeper, writer] = await Promise.all([
      stage.start('bookkeeper'),
      stage.start('writer', { load: LOAD }),
    ]);
    await stage.untilCommitted((await stage.committed()) + 300);
    expect((await writer.post('account-1', { amount: 5 })).status).toBe(201);
    const state = await bookkeeper.ask('state');
    expect(state.broker.status).toBe('connecting');
    expect(state.consumers.map((consumer) => consumer.state)).not.toContain('consuming');
    await broker.restart();
    await expectNothingWrong();
  });

  async function startServices(own: { handlingMs?: number } = {}): Promise<void> {
    bookkeeper = await stage.startConsuming('bookkeeper', own);
    writer = await stage.start('writer', { load: LOAD });
  }

  async function expectCommandsWhileAway(): Promise<void> {
    const before = await stage.committed();
    await pause(OUTAGE_MS);
    expect((await writer.post('account-1', { amount: 5 })).status).toBe(201);
    expect((await stage.committed()) - before).toBeGreaterThan(200);
    expect((await writer.ask('counts')).failed).toBe(0);
  }

  async function expectNothingWrong(): Promise<void> {
    const { problems, exits } = await stage.finish();
    expect(problems).toEqual([]);
    expect(exits).toEqual(exits.map(() => ({ code: 0, signal: null })));
    expect(exits).toHaveLength(2);
  }
});
