import { setTimeout as pause } from 'node:timers/promises';
import { ArrivalProbe } from './stage/arrival-probe';
import { Crew } from './stage/crew';
import { untilConsuming, type ServiceProcess } from './stage/service-process';
import { Stage } from './stage/stage';
import { eventually } from '@warren/eventing/testing';

const DEATHS = Number(process.env.FAULTS_DEATHS ?? 12);
const LOAD = { writers: 6, accounts: 40, restMs: 60, longTransactionMs: 2_000 };

jest.setTimeout(480_000);

describe('Two replicas of each service, any of which is killed with SIGKILL at any instant', () => {
  let stage: Stage;
  let probe: ArrivalProbe;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(async () => {
    await probe?.close();
    await stage?.close();
  });

  it('end with every committed event effected once, in order, everywhere', async () => {
    const bookkeepers = new Crew(stage, 'bookkeeper', () => ({ handlingMs: 5 }));
    await bookkeepers.hire(2);
    await Promise.all(bookkeepers.living.map(untilConsuming));
    probe = await ArrivalProbe.open(stage);
    const writers = new Crew(stage, 'writer', () => ({ load: LOAD }));
    await writers.hire(2);
    for (let death = 0; death < DEATHS; death++) await killOne([bookkeepers, writers]);

    await Promise.all([bookkeepers, writers].map((crew) => crew.complete()));
    const { books, problems } = await stage.finish();
    expect([...problems, ...probe.problems(books.movements.map(({ id }) => id))]).toEqual([]);
  });

  /** Whoever it is, it may be busy, a standby, or not even up. */
  async function killOne(crews: Crew[]): Promise<void> {
    await stage.untilCommitted((await stage.committed()) + 40);
    await pause(Math.random() * 500);
    await eventually('a process to kill', () => alive(crews).length > 0);
    const victims = alive(crews);
    await victims[Math.floor(Math.random() * victims.length)]?.end('SIGKILL');
  }
});

function alive(crews: Crew[]): ServiceProcess[] {
  return crews.flatMap(({ living }) => living);
}
