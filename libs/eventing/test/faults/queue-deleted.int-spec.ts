import type { ServiceProcess } from './stage/service-process';
import { Stage } from './stage/stage';
import { eventually } from '@warren/eventing/testing';
import type { TestDatabase } from '../support/test-database';

const HANDLER = 'book-entry-when-account-changed';

jest.setTimeout(480_000);

describe("A handler's queue that is deleted under load", () => {
  let stage: Stage;
  let writer: ServiceProcess;
  let bookkeepers: ServiceProcess[];
  let queue: string;

  beforeEach(async () => {
    stage = await Stage.open();
    queue = stage.queues.names('bookkeeper').queue(HANDLER);
    bookkeepers = await Promise.all([stage.startConsuming('bookkeeper'), stage.startConsuming('bookkeeper')]);
    writer = await stage.start('writer', { load: { writers: 4, accounts: 40, restMs: 60 } });
    await stage.untilCommitted(100);
  });

  afterEach(() => stage?.close());

  it('comes back, and takes nothing with it but what lay in it', async () => {
    await stage.queues.withChannel((channel) => channel.deleteQueue(queue));
    await untilConsumed();
    await expectBookedFromNowOn();
  });

  it('and made again at once with other settings: it is used as it is, the drift shows, and nobody falls silent', async () => {
    await stage.queues.withChannel(async (channel) => {
      await channel.deleteQueue(queue);
      const exchange = stage.queues.names('bookkeeper').eventsExchange('writer');
      await channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum', 'x-expires': 300_000 } });
      await channel.bindQueue(queue, exchange, 'account-changed.v1');
    });
    await untilConsumed();
    for (const bookkeeper of bookkeepers) {
      await eventually('the drift to show in the health', async () => {
        const { broker } = await bookkeeper.ask('state');
        return broker.drift.some(({ name }) => name === queue);
      });
    }
    await expectBookedFromNowOn();
  });

  async function untilConsumed(): Promise<void> {
    await eventually(
      'both replicas to consume from the queue',
      () =>
        stage.queues.withChannel(async (channel) => (await channel.checkQueue(queue)).consumerCount === 2),
      60_000,
    );
  }

  /** What commits once the queue is there again is booked to the last. What committed before may be missing. */
  async function expectBookedFromNowOn(): Promise<void> {
    const before = new Set(await movements());
    await stage.untilCommitted(before.size + 200);
    await writer.ask('quiet');
    const later = (await movements()).filter((id) => !before.has(id));
    await eventually('every later movement to be booked and confirmed, and all to be folded', async () => {
      const entries = new Set(await idsOf(stage.bookkeeperDatabase, 'select movement as id from entry'));
      const missing = await stage.missing();
      return (
        later.every((id) => entries.has(id)) &&
        missing.folded <= 0 &&
        missing.confirmations === missing.entries
      );
    });
    const { problems } = await stage.account([], true);
    expect(problems.filter((problem) => !/^lost: the entry of/.test(problem))).toEqual([]);
  }

  function movements(): Promise<string[]> {
    return idsOf(stage.writerDatabase, "select id from movement where kind = 'changed'");
  }
});

async function idsOf({ dataSource }: TestDatabase, sql: string): Promise<string[]> {
  return (await dataSource.query<{ id: string }[]>(sql)).map(({ id }) => id);
}
