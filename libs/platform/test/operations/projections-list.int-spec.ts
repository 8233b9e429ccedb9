import { Module } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { EventingModule, On, Outbox, Projection, Snapshot, UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { runCommand, startService, untilReady, type StartedService } from '@warren/platform/testing';
import { PaperSold } from './support/kiosk';

jest.setTimeout(60_000);

@Snapshot({
  type: 'kiosk.paper-snapshot',
  version: 1,
  aggregate: 'paper',
  subject: (e: PaperState) => e.paper,
})
class PaperState {
  @IsString() readonly paper!: string;
}

@Entity('sales')
class Sales {
  @PrimaryColumn('text') paper!: string;
  @Column('int') sold!: number;
}

@Projection({ name: 'sales', into: Sales })
class SalesProjection {
  @On(PaperSold)
  sold(row: Sales | undefined, { paper }: PaperSold): Sales {
    return { paper, sold: (row?.sold ?? 0) + 1 };
  }

  @On(PaperState)
  known(row: Sales | undefined, { paper }: PaperState): Sales {
    return row ?? { paper, sold: 0 };
  }
}

class CreateSales1740000000001 implements MigrationInterface {
  up = (runner: QueryRunner) =>
    runner.query('create table sales (paper text primary key, sold int not null)');
  down = (runner: QueryRunner) => runner.query('drop table sales');
}

@Module({
  imports: [
    PlatformModule.forService('kiosk'),
    DatabaseModule.forEntities(Sales),
    EventingModule.forService('kiosk'),
  ],
  providers: [SalesProjection],
})
class KioskModule {}

const KIOSK = { name: 'kiosk', migrations: [CreateSales1740000000001] };

describe('the list of projections', () => {
  let service: StartedService;
  const list = (env: Record<string, string> = {}, ...args: string[]) =>
    runCommand(KioskModule, KIOSK, { ...service.env, ...env }, 'projections', 'list', ...args);

  beforeAll(async () => {
    service = await startService(KioskModule, KIOSK);
    await untilReady(service);
    for (const paper of ['times', 'herald', 'times'])
      await service.app
        .get(UnitOfWork)
        .run(async () => service.app.get(Outbox).publish(new PaperSold({ paper })));
    await eventually('the papers to be counted', async () => {
      const rows = await service.query<{ sold: number }>('select sold from sales order by paper');
      return rows.map(({ sold }) => sold).join() === '1,2';
    });
  });
  afterAll(() => service.stop());

  it('says how far each has got', async () => {
    const run = await list({}, '--json');
    expect(run.code).toBe(0);
    expect(run.json()).toMatchObject([
      {
        ...{ name: 'sales', into: 'Sales', follows: ['kiosk'], streams: 2, streamsAreMore: false },
        ...{ held: null, waiting: 0, lag: null },
        copies: [
          { projection: 'sales', snapshot: 'kiosk.paper-snapshot.v1', received: 0, completedAt: null },
        ],
      },
    ]);
  });

  it('knows the lag in the process that consumes', async () => {
    const { status, body } = await service.get('/ops/projections');
    expect(status).toBe(200);
    expect(body.projections).toMatchObject([
      { name: 'sales', lag: { events: 3, p50Ms: expect.any(Number) } },
    ]);
  });

  it('says what is held, and since when, for people', async () => {
    await service.query(
      `insert into eventing.projection_held (projection, stream, sequence, body, held_at)
       select 'sales', '/kiosk/paper/times', 100 + n, '{}', now() - interval '5 minutes' from generate_series(1, 3) as n`,
    );
    const { out } = await list();
    expect(out).toMatch(/projection +follows +aggregates +waiting +held +lag +copies\n/);
    expect(out).toMatch(
      /sales +kiosk +2 +0 +3 of 1, for 5 min \d+ s +- +kiosk\.paper-snapshot (wanted|asked) 0 of \?/,
    );
    await service.query('delete from eventing.projection_held');
  });

  it('does without the broker, and says so beside the JSON', async () => {
    const run = await list({ RABBITMQ_URL: 'amqp://guest:guest@127.0.0.1:1' }, '--json');
    expect(run.code).toBe(0);
    expect(run.json()).toMatchObject([{ name: 'sales', streams: 2, waiting: null }]);
    expect(run.error).toMatch(
      /RabbitMQ could not be reached within 3 s.* How long the queues are is not known/,
    );
  });
});
