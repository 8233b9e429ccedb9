import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventingHarness } from '@warren/eventing/testing';
import { v7 as uuidv7 } from 'uuid';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { EventingModule, PermanentError } from '../../src';
import { FulfilOrder } from '../sagas/support/fulfil-order.saga';
import { OrderCancelled } from '../sagas/support/contracts';
import { ReminderDue } from '../scheduling/support/reminder-due';

jest.setTimeout(60_000);

class StepTaken1900000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table step_taken (key text, step text)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table step_taken');
  }
}

class NeverToBe extends PermanentError {}

@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({ type: 'postgres' as const, url: process.env.DATABASE_URL, retryAttempts: 0 }),
    }),
    EventingModule.forService('svc', { scheduling: { patienceMs: 0 } }),
  ],
  providers: [FulfilOrder],
})
class SvcModule {}

/** What nobody has told the service of: it finds it when it looks again, after seconds. */
describe('EventingHarness, with work that is due', () => {
  let harness: EventingHarness;

  beforeEach(async () => {
    harness = await EventingHarness.start({ module: SvcModule, migrations: [StepTaken1900000000001] });
  });
  afterEach(() => harness?.stop());

  const run = (sql: string, parameters: unknown[] = []) => harness.service('svc').query(sql, parameters);
  const timeout = async (key: string, lookIn: string, dueIn = '0 s') => {
    await run(
      `insert into eventing.sagas (name, key, state) values ('fulfil-order', $1, '{"total": 1, "steps": []}')`,
      [key],
    );
    await run(
      `insert into eventing.saga_timeouts (saga, key, name, id, due_at, look_at, correlation_id)
       values ('fulfil-order', $1, 'stock', $2, now() + $3::interval, now() + $4::interval, 'c')`,
      [key, uuidv7(), dueIn, lookIn],
    );
  };
  const reminder = (type: string, lookIn: string) =>
    run(
      `insert into eventing.scheduled_events (id, type, data, due_at, look_at, correlation_id)
       values ($1, $2, '{"about":"it","number":1}', now() - interval '1 s', now() + $3::interval, 'c')`,
      [uuidv7(), type, lookIn],
    );

  it('waits until a time-out that is due has been sent and handled', async () => {
    await timeout('late', '0 s');
    await harness.settled();
    expect(harness.published(OrderCancelled)).toMatchObject([{ orderId: 'late' }]);
  });

  it('waits until a scheduled event that is due has been published', async () => {
    await reminder('svc.reminder-due.v1', '0 s');
    await harness.settled();
    expect(harness.published(ReminderDue)).toMatchObject([{ number: 1 }]);
  });

  it('says what is due and not done', async () => {
    await timeout('stuck', '1 h');
    await reminder('svc.reminder-due.v1', '1 h');
    const settled = harness.settled({ withinMs: 300 });
    await expect(settled).rejects.toThrow(
      /^Not settled after 300 ms:\n {2}svc: the time-out "stock" of fulfil-order stuck is due, and not sent yet/,
    );
    await expect(settled).rejects.toThrow(
      /svc: the scheduled event \S+ \(svc\.reminder-due\.v1\) is due, and not published yet/,
    );
  });

  it('does not wait for what is due later', async () => {
    await timeout('early', '1 h', '1 h');
    await harness.settled({ withinMs: 5_000 });
    expect(harness.published(OrderCancelled)).toEqual([]);
  });

  it('takes a time-out that was parked, and a scheduled event that was given up, for what nobody will do', async () => {
    harness.get(FulfilOrder).afterStep = () => Promise.reject(new NeverToBe('no way'));
    await timeout('hopeless', '0 s');
    await reminder('svc.abolished.v1', '0 s');
    await expect(harness.settled()).rejects.toThrow(
      /^Settled, but not everything was handled[^]*parked svc\.fulfil-order-timed-out\.v1[^]*svc gave up to publish the scheduled event \S+ \(svc\.abolished\.v1\): UnknownEventError/,
    );
    await harness.settled({ allowParked: true });
  });
});
