import { Client } from 'pg';
import { ArrivalProbe } from './stage/arrival-probe';
import { Stage } from './stage/stage';

const EVENTS = Number(process.env.FAULTS_EVENTS ?? 3_000);

jest.setTimeout(480_000);

describe('16 concurrent writers with rollbacks, savepoints and long transactions, and two relays', () => {
  let stage: Stage;
  let probe: ArrivalProbe;
  let elsewhere: Client;

  beforeAll(async () => {
    stage = await Stage.open();
    await Promise.all([stage.startConsuming('bookkeeper'), stage.startConsuming('bookkeeper')]);
    probe = await ArrivalProbe.open(stage);
    elsewhere = new Client({ connectionString: stage.bookkeeperDatabase.url });
    await elsewhere.connect();
  });

  afterAll(async () => {
    await elsewhere?.end();
    await probe?.close();
    await stage?.close();
  });

  it('lose nothing, double nothing, and send no aggregate backward', async () => {
    // Open to the end, in another database of the same server: it keeps the oldest running transaction where it is.
    await elsewhere.query('begin; select pg_current_xact_id()');
    const load = { writers: 8, accounts: 60, restMs: 30, longTransactionMs: 3_000 };
    const writers = await Promise.all([stage.start('writer', { load }), stage.start('writer', { load })]);
    await stage.untilCommitted(EVENTS);
    const counts = await Promise.all(writers.map((writer) => writer.ask('quiet')));

    const { books, problems } = await stage.finish();
    expect([...problems, ...probe.problems(books.movements.map(({ id }) => id))]).toEqual([]);
    expect(sum(counts.map(({ rolledBack }) => rolledBack))).toBeGreaterThan(50);
    expect(sum(counts.map(({ failed }) => failed))).toBe(0);
  });
});

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
