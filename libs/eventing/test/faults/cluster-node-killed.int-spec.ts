import { eventually } from '@warren/eventing/testing';
import { summaryOf } from './ledger/summary';
import { ArrivalRecord } from './stage/arrival-record';
import { ClusterOfThree, type QueueSight } from './stage/cluster-of-three';
import { Stage } from './stage/stage';

const LOAD = { writers: 4, accounts: 40, restMs: 150 };
const OWN = { isPermanent: true };
/** So many events after each blow, told and handled: then the service is at work again. */
const MEANWHILE = 100;

// Seven starts of an Erlang node: on a machine that is busy with other things they take minutes.
jest.setTimeout(900_000);
const WITHIN_MS = 180_000;

describe('A cluster of three brokers that loses a node under load, and of which each is restarted', () => {
  let cluster: ClusterOfThree;
  let stage: Stage;

  beforeAll(async () => {
    cluster = await ClusterOfThree.start();
    stage = await Stage.open({ rabbitUrl: cluster.url });
  });

  afterAll(async () => {
    await stage?.close();
    await cluster?.stop();
  });

  it('goes on with the two that are left, and loses, doubles and reverses nothing', async () => {
    await Promise.all([1, 2].map(() => stage.startConsuming('bookkeeper', OWN)));
    const record = await ArrivalRecord.open(stage);
    await stage.startConsuming('writer', { ...OWN, load: LOAD });
    await goOn();
    const queues = await cluster.queues(cluster.first);
    expect(queues.map(({ name }) => name)).toEqual(expect.arrayContaining(stage.queues.all));
    expect(queues.filter(({ members }) => members.length !== 3)).toEqual([]);

    await killLeaderOfTheBusiest();
    for (const node of cluster.nodes) {
      await cluster.stopAndStart(node);
      await goOn();
    }

    const { books, problems, exits } = await stage.finish();
    const all = [...problems, ...(await record.problems(books.movements.map(({ id }) => id)))];
    tell(`a leader killed, three nodes restarted: ${summaryOf(books, all)}`);
    expect(all).toEqual([]);
    expect(books.parked).toEqual([]);
    expect(exits).toEqual(exits.map(() => ({ code: 0, signal: null })));
  });

  async function killLeaderOfTheBusiest(): Promise<void> {
    const queues = await cluster.queues(cluster.first);
    const { name, leader } = await busiest(queues);
    const victim = cluster.named(leader);
    const [survivor] = cluster.others(victim);
    const killedAt = Date.now();
    await victim.kill();
    await goOn();
    tell(
      `${leader} killed, the leader of ${name} and ${queues.filter((one) => one.leader === leader).length - 1} queues more; ` +
        `${MEANWHILE} events later after ${Date.now() - killedAt} ms`,
    );
    await eventually(
      `${name} to have another leader`,
      async () =>
        survivor !== undefined &&
        (await cluster.queues(survivor)).some((queue) => queue.name === name && queue.leader !== leader),
      WITHIN_MS,
    );
    await victim.restart();
    await goOn();
  }

  /** Of the queues that somebody consumes from, the one with the most in it. */
  async function busiest(queues: QueueSight[]): Promise<QueueSight> {
    const lengths = await cluster.lengths();
    const [most] = queues
      .filter(({ name }) => stage.queues.consumed.includes(name))
      .sort((one, other) => (lengths.get(other.name) ?? 0) - (lengths.get(one.name) ?? 0));
    if (!most) throw new Error(`None of ${stage.queues.consumed.join(', ')} is there.`);
    return most;
  }

  /** New events commit, and as many are booked: what is told gets through. */
  async function goOn(): Promise<void> {
    const [committed, booked] = [await stage.committed(), await bookedEvents()];
    await stage.untilCommitted(committed + MEANWHILE, WITHIN_MS);
    await eventually(
      `${MEANWHILE} more events to be booked`,
      async () => (await bookedEvents()) >= booked + MEANWHILE,
      WITHIN_MS,
    );
  }

  async function bookedEvents(): Promise<number> {
    const rows = await stage.bookkeeperDatabase.dataSource.query<{ n: number }[]>(
      'select count(*)::int as n from entry',
    );
    return rows[0]?.n ?? 0;
  }
});

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
