import { LEASE_MS } from './services/foundation';
import { ArrivalProbe } from './stage/arrival-probe';
import { Crew } from './stage/crew';
import { Stage } from './stage/stage';
import { TakeOvers } from './stage/take-overs';
import { eventually } from '@warren/eventing/testing';

const DEATHS = Number(process.env.FAULTS_DEATHS ?? 6);

jest.setTimeout(480_000);

describe('A relay that is killed with SIGKILL in mid-batch, again and again', () => {
  let stage: Stage;
  let probe: ArrivalProbe;
  let takeOvers: TakeOvers;

  beforeAll(async () => {
    stage = await Stage.open();
    await stage.startConsuming('bookkeeper');
    probe = await ArrivalProbe.open(stage);
    takeOvers = new TakeOvers(stage.writerDatabase.dataSource);
  });

  afterAll(async () => {
    await takeOvers?.stop();
    await probe?.close();
    await stage?.close();
  });

  it('is followed by a standby, and nothing is lost, effected twice or sent backward', async () => {
    const writers = new Crew(stage, 'writer', (deaths) => ({
      load: { writers: 8, accounts: 40, restMs: 60, longTransactionMs: 1_500 },
      ...(deaths < DEATHS && { dieAt: { at: 'confirm', call: 20 + Math.floor(Math.random() * 300) } }),
    }));
    await writers.hire(2);
    await eventually(`${DEATHS} relays to die`, () => writers.deaths.length >= DEATHS, 120_000);
    // One that is still to die when it relays may be the standby of one that lives on.
    const mortal = writers.living.filter(({ settings }) => settings.dieAt);
    await Promise.all(mortal.map((writer) => writer.end('SIGKILL')));
    await takeOvers.untilOneAfter(writers.deaths.at(-1) ?? 0);
    await stage.untilCommitted(500);

    const { books, problems } = await stage.finish();
    expect([...problems, ...probe.problems(books.movements.map(({ id }) => id))]).toEqual([]);
    // Each of them died with something sent that nobody knew of: else this was no test.
    expect(probe.repeats).toBeGreaterThan(0);
    tell(books.movements.length, writers.deaths);
  });

  function tell(events: number, deaths: number[]): void {
    process.stdout.write(
      `${events} events, ${deaths.length} relays killed, ${probe.repeats} messages sent twice; ` +
        `the lease of ${LEASE_MS} ms was taken over ${takeOvers.after(deaths).join(', ')} ms after a death\n`,
    );
  }
});
