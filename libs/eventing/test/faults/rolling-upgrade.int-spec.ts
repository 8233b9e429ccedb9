import { eventually } from '@warren/eventing/testing';
import { summaryOf } from './ledger/summary';
import { ChannelOfEntries1800000000002 } from './services/bookkeeper/v2/channel-of-entries';
import type { ServiceSettings } from './services/settings';
import { ChannelOfMovements1800000000002 } from './services/writer/v2/channel-of-movements';
import { ArrivalRecord } from './stage/arrival-record';
import { untilConsuming, type ServiceProcess } from './stage/service-process';
import { Stage, type Own } from './stage/stage';

const LOAD = { writers: 2, accounts: 40, restMs: 60 };
const OWN = { handlingMs: 10 };
/** So many events between one step and the next, so that each step is taken under load. */
const MEANWHILE = 100;

jest.setTimeout(480_000);

/**
 * The steps of "Zero-downtime change of an event contract" in docs/extending.md. Who listens goes first: from the first replica of version 2 on,
 * the queue is bound to both versions of the event, and version 1 of the consumer, which takes from the same queue, could only
 * park the newer one. So nobody publishes that before the last consumer of version 1 is gone.
 */
describe('A service that publishes and one that listens, rolled from version 1 to version 2 under load', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open();
  });

  afterEach(() => stage?.close());

  it('consumers first, then publishers: both versions of the event side by side, none lost, doubled or out of order', async () => {
    const consumers = await startTwo('bookkeeper', OWN);
    const record = await ArrivalRecord.open(stage);
    const publishers = await startTwo('writer', { ...OWN, load: LOAD });
    await goOn();

    await stage.migrate('bookkeeper', new ChannelOfEntries1800000000002());
    await goOn();
    await roll(consumers);
    await stage.migrate('writer', new ChannelOfMovements1800000000002());
    await goOn();
    await roll(publishers, expectBothVersionsToBePublished);
    await goOn();

    const { books, problems, exits } = await stage.finish();
    const all = [...problems, ...(await record.problems(books.movements.map(({ id }) => id)))];
    tell(`rolled from version 1 to 2: ${summaryOf(books, all)}; ${JSON.stringify(await entriesByChannel())}`);
    expect(all).toEqual([]);
    expect(books.parked).toEqual([]);
    expect(exits).toEqual(exits.map(() => ({ code: 0, signal: null })));
    // Of each kind some: version 1 as version 1 read it, version 1 lifted, and version 2.
    expect(await entriesByChannel()).toEqual({
      unsaid: expect.any(Number) as number,
      unknown: expect.any(Number) as number,
      web: await countOf('writer', 'select count(*)::int as n from movement where channel is not null'),
    });
  });

  it('publishers first loses what they publish, and this ledger would say so', async () => {
    const [consumer] = await startTwo('bookkeeper');
    await stage.migrate('writer', new ChannelOfMovements1800000000002());
    await stage.start('writer', { version: 2, load: LOAD });
    await stage.untilCommitted(MEANWHILE);
    await stage.quiet();
    await eventually('the relay to have sent everything', async () => {
      const [writer] = await Promise.all(stage.living('writer').map((process) => process.ask('state')));
      return writer !== undefined && writer.relay.published >= (await stage.committed());
    });
    expect(consumer?.isAlive).toBe(true);
    const { books, problems } = await stage.account([], true);
    tell(`publishers first: ${summaryOf(books, problems)}`);
    const told = books.movements.filter(({ kind }) => kind === 'changed');
    for (const { id } of told) expect(problems).toContain(`lost: the entry of ${id}`);
  });

  function startTwo(service: ServiceSettings['service'], own: Own = {}): Promise<ServiceProcess[]> {
    return Promise.all([1, 2].map(() => stage.startConsuming(service, own)));
  }

  /** One replica at a time, as Kubernetes does with `maxSurge: 1, maxUnavailable: 0`: the new one takes part before the old one goes. */
  async function roll(replicas: ServiceProcess[], sideBySide?: () => Promise<void>): Promise<void> {
    for (const old of replicas) {
      await untilConsuming(await stage.start(old.settings.service, { ...old.settings, version: 2 }));
      await goOn();
      await sideBySide?.();
      expect(await old.end('SIGTERM')).toEqual({ code: 0, signal: null });
      await untilOneRelays(old.settings.service);
      await goOn();
    }
  }

  async function goOn(): Promise<void> {
    await stage.untilCommitted((await stage.committed()) + MEANWHILE);
  }

  async function expectBothVersionsToBePublished(): Promise<void> {
    const published = (version: number) =>
      countOf(
        'writer',
        `select count(*)::int as n from eventing.outbox where body::jsonb ->> 'type' = 'writer.account-changed.v${version}'`,
      );
    const [before1, before2] = [await published(1), await published(2)];
    await eventually(
      'replicas of both versions to publish',
      async () => (await published(1)) > before1 && (await published(2)) > before2,
    );
  }

  async function untilOneRelays(service: ServiceSettings['service']): Promise<void> {
    await eventually(`one replica of the ${service} to relay`, async () => {
      const states = await Promise.all(stage.living(service).map((process) => process.ask('state')));
      return states.filter(({ relay }) => relay.role === 'active').length === 1;
    });
  }

  async function entriesByChannel(): Promise<Record<string, number>> {
    const rows = await stage.bookkeeperDatabase.dataSource.query<{ channel: string; n: number }[]>(
      'select channel, count(*)::int as n from entry group by channel order by channel',
    );
    return Object.fromEntries(rows.map(({ channel, n }) => [channel, n]));
  }

  async function countOf(service: ServiceSettings['service'], sql: string): Promise<number> {
    const { dataSource } = service === 'writer' ? stage.writerDatabase : stage.bookkeeperDatabase;
    return (await dataSource.query<{ n: number }[]>(sql))[0]?.n ?? 0;
  }
});

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
