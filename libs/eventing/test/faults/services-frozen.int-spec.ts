import { setTimeout as pause } from 'node:timers/promises';
import { ArrivalProbe } from './stage/arrival-probe';
import type { ServiceProcess } from './stage/service-process';
import { Stage } from './stage/stage';

/** Longer than the relay's lease, and than the broker's patience with a connection that says nothing. */
const FROZEN_MS = 16_000;
const LOAD = { writers: 6, accounts: 40, restMs: 80, longTransactionMs: 2_000 };

jest.setTimeout(480_000);

describe('Replicas that are frozen for longer than anybody waits for them, and wake up as if nothing had been', () => {
  let stage: Stage;
  let probe: ArrivalProbe;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(async () => {
    await probe?.close();
    await stage?.close();
  });

  it('find that others did their work, and do no harm: a frozen relay sends nothing backward', async () => {
    const bookkeepers = await Promise.all(
      [1, 2].map(() => stage.startConsuming('bookkeeper', { handlingMs: 20 })),
    );
    probe = await ArrivalProbe.open(stage);
    const writers = await Promise.all([1, 2].map(() => stage.start('writer', { load: LOAD })));
    await stage.untilCommitted(300);
    const frozen = [await theRelay(writers), await theRelay(bookkeepers)];
    frozen.forEach((process) => process.signal('SIGSTOP'));
    await pause(FROZEN_MS);
    frozen.forEach((process) => process.signal('SIGCONT'));
    await stage.untilCommitted((await stage.committed()) + 200);

    const { books, problems, exits } = await stage.finish();
    expect([...problems, ...probe.problems(books.movements.map(({ id }) => id))]).toEqual([]);
    expect(exits).toEqual([...bookkeepers, ...writers].map(() => ({ code: 0, signal: null })));
  });

  async function theRelay(replicas: ServiceProcess[]): Promise<ServiceProcess> {
    const states = await Promise.all(replicas.map((replica) => replica.ask('state')));
    const index = states.findIndex(({ relay }) => relay.role === 'active');
    return replicas[Math.max(index, 0)] as ServiceProcess;
  }
});
