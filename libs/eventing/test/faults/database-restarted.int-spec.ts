import { setTimeout as pause } from 'node:timers/promises';
import { startPrivatePostgres } from '../../../../tools/servers';
import { Stage } from './stage/stage';

const LOAD = { writers: 8, accounts: 40, restMs: 60, longTransactionMs: 2_000 };

jest.setTimeout(480_000);

describe('PostgreSQL that goes away under load', () => {
  let postgres: Awaited<ReturnType<typeof startPrivatePostgres>>;
  let stage: Stage;

  beforeAll(async () => {
    postgres = await startPrivatePostgres({ settings: { max_connections: 200 } });
    stage = await Stage.open({ postgresUrl: postgres.url });
  });

  afterAll(async () => {
    await stage?.close();
    await postgres?.stop();
  });

  it('killed twice and restarted once: the services come back by themselves, with the books in order', async () => {
    const services = [
      ...(await Promise.all([1, 2].map(() => stage.startConsuming('bookkeeper', { handlingMs: 5 })))),
      ...(await Promise.all([1, 2].map(() => stage.start('writer', { load: LOAD })))),
    ];
    await stage.untilCommitted(400);
    for (const awayMs of [0, 3_000]) {
      await postgres.kill();
      await pause(awayMs);
      await postgres.restart();
      await stage.untilCommitted((await stage.committed()) + 300);
    }
    await postgres.restart();
    await stage.untilCommitted((await stage.committed()) + 300);

    const { problems, exits } = await stage.finish();
    expect(problems).toEqual([]);
    expect(exits).toEqual(services.map(() => ({ code: 0, signal: null })));
  });
});
