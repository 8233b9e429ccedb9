import { Crew } from './stage/crew';
import { Stage } from './stage/stage';
import { eventually } from '@warren/eventing/testing';

const DEATHS = Number(process.env.FAULTS_DEATHS ?? 8);

jest.setTimeout(480_000);

describe('A consumer that is killed with SIGKILL between its commit and its ack, again and again', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(() => stage?.close());

  it('has every effect exactly once, with what it published in turn, and parks no innocent message', async () => {
    const bookkeepers = new Crew(stage, 'bookkeeper', (deaths) => ({
      handlingMs: 5,
      ...(deaths < DEATHS && { dieAt: { at: 'ack', call: 1 + Math.floor(Math.random() * 80) } }),
    }));
    await bookkeepers.hire(2);
    await stage.start('writer', { load: { writers: 4, accounts: 40, restMs: 80 } });
    await eventually(`${DEATHS} consumers to die`, () => bookkeepers.deaths.length >= DEATHS, 120_000);
    await stage.untilCommitted(500);

    const { problems } = await stage.finish();
    expect(problems).toEqual([]);
  });
});
