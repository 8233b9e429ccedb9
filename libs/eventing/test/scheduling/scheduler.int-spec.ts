import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { EventingHealth } from '../../src/eventing.health';
import { v7 as uuidv7 } from 'uuid';
import { InvalidPayloadError, UnitOfWorkError } from '../../src/message/errors';
import { runInMessageContext } from '../../src/message/message-context';
import { Outbox } from '../../src/outbox/outbox';
import { APPEND } from '../../src/outbox/sql/append.sql';
import { Scheduler } from '../../src/scheduling/scheduler';
import { ScheduleError } from '../../src/scheduling/when';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { Outage } from '../handlers/support/outage';
import { ReminderDue } from './support/reminder-due';
import { Reminders } from './support/reminders';

jest.setTimeout(60_000);

describe('An event that is published later', () => {
  let reminders: Reminders;
  let service: INestApplicationContext;
  let scheduler: Scheduler;
  let unitOfWork: UnitOfWork;

  beforeEach(async () => {
    reminders = await Reminders.create();
    service = await reminders.replica();
    scheduler = service.get(Scheduler);
    unitOfWork = service.get(UnitOfWork);
  });
  afterEach(() => reminders?.world.end());

  const later = (number: number, after: '0s' | '50ms' | '100ms' | '300ms' | '1h', key?: string) =>
    reminders.schedule(service, { number }, { after }, { key });

  it('is published when it is due, with a sequence of then, in the context of who scheduled it', async () => {
    const context = {
      correlationId: 'the request',
      causationId: 'the event',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    };
    const id = await runInMessageContext(context, () => later(1, '300ms'));
    const at = Date.now();
    await unitOfWork.run(
      async () => void service.get(Outbox).publish(new ReminderDue({ about: 'it', number: 0 })),
    );
    expect(await reminders.numbers()).toEqual([0]);
    await reminders.untilPublished(0, 1);
    const [, published] = await reminders.published();
    expect(published).toMatchObject({
      id,
      sequence: 2,
      partitionkey: 'reminder/it',
      correlationid: 'the request',
      causationid: 'the event',
      traceparent: context.traceparent,
      data: { about: 'it', number: 1 },
    });
    expect(Date.parse(published?.time ?? '')).toBeGreaterThan(at);
    expect(await reminders.waiting()).toBe(0);
  });

  it('is published at a date, at once when that is past, and in the order of the calls', async () => {
    await reminders.schedule(service, { number: 1 }, { at: new Date(0) });
    await reminders.untilPublished(1);
    await unitOfWork.run(async () => {
      const at = new Date(Date.now() + 100);
      for (const number of [2, 3, 4])
        scheduler.publishLater(new ReminderDue({ about: 'it', number }), { at });
    });
    await reminders.untilPublished(1, 2, 3, 4);
  });

  it('comes to nothing when the unit of work that scheduled it is rolled back', async () => {
    const failing = unitOfWork.run(() => {
      scheduler.publishLater(new ReminderDue({ about: 'it', number: 1 }), { after: '0s' });
      return Promise.reject(new Error('undo'));
    });
    await expect(failing).rejects.toThrow('undo');
    await later(2, '0s');
    await reminders.untilPublished(2);
    expect(await reminders.waiting()).toBe(0);
  });

  it('is refused outside a unit of work, with an invalid payload, without a time, with an impossible key', async () => {
    const fine = new ReminderDue({ about: 'it', number: 1 });
    const refused = (work: () => unknown) => expect(unitOfWork.run(async () => work())).rejects;
    expect(() => scheduler.publishLater(fine, { after: '1s' })).toThrow(UnitOfWorkError);
    await expect(scheduler.cancel('key')).rejects.toThrow(UnitOfWorkError);
    const invalid = new ReminderDue({ about: 'it', number: 'one' as never });
    await refused(() => scheduler.publishLater(invalid, { after: '1s' })).toThrow(InvalidPayloadError);
    await refused(() => scheduler.publishLater(invalid, { after: '1s' })).toThrow(/number: /);
    await refused(() => scheduler.publishLater(fine, { after: 'soon' as never })).toThrow(ScheduleError);
    await refused(() => scheduler.publishLater(fine, { after: '1s' }, { key: '' })).toThrow(ScheduleError);
    expect(await reminders.waiting()).toBe(0);
  });

  it('is cancelled by its key, also where it was just scheduled; a cancelling that is rolled back is none', async () => {
    await later(1, '300ms', 'a');
    await later(2, '300ms', 'b');
    const cancel = (key: string) => unitOfWork.run(() => scheduler.cancel(key));
    expect(await cancel('a')).toBe(true);
    expect(await cancel('a')).toBe(false);
    await expect(
      unitOfWork.run(async () => {
        await scheduler.cancel('b');
        throw new Error('undo');
      }),
    ).rejects.toThrow('undo');
    const inOne = unitOfWork.run(async () => {
      scheduler.publishLater(new ReminderDue({ about: 'it', number: 3 }), { after: '0s' }, { key: 'c' });
      return scheduler.cancel('c');
    });
    expect(await inOne).toBe(true);
    await reminders.untilPublished(2);
    expect(await cancel('b')).toBe(false); // it is out
    expect(await reminders.waiting()).toBe(0);
  });

  it('is replaced by the next one with its key, time and all; others are not', async () => {
    await later(1, '300ms', 'key');
    await later(2, '1h', 'key');
    await later(3, '1h', 'other');
    await unitOfWork.run(async () => {
      for (const number of [4, 5])
        scheduler.publishLater(new ReminderDue({ about: 'it', number }), { after: '300ms' }, { key: 'key' });
    });
    await later(6, '300ms');
    await reminders.untilPublished(5, 6);
    expect(await reminders.waiting()).toBe(1);
  });

  it('is not scheduled anew under its key while it is being moved: the new one is stored beside it', async () => {
    await later(1, '1h', 'key');
    const mover = reminders.world.database.dataSource.createQueryRunner();
    await mover.startTransaction();
    await mover.query('select from eventing.scheduled_events for update');
    const second = later(2, '1h', 'key');
    await mover.query('delete from eventing.scheduled_events');
    await mover.commitTransaction();
    await mover.release();
    await second;
    expect(await reminders.waiting()).toBe(1);
  });

  it('does not get in the way of the mover, however it is combined with publishing', async () => {
    await later(1, '1h', 'key');
    const mover = reminders.world.database.dataSource.createQueryRunner();
    await mover.startTransaction();
    await mover.query('select from eventing.scheduled_events for update');
    const both = unitOfWork.run(async () => {
      service.get(Outbox).publish(new ReminderDue({ about: 'it', number: 2 }));
      scheduler.publishLater(new ReminderDue({ about: 'it', number: 3 }), { after: '1h' }, { key: 'key' });
    });
    const cancelled = unitOfWork.run(async () => {
      service.get(Outbox).publish(new ReminderDue({ about: 'it', number: 4 }));
      return scheduler.cancel('key');
    });
    await eventually('both to wait for the key', async () => {
      const [row] = await reminders.world.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return row?.count === 2;
    });
    // The mover now needs the stream of the event's aggregate: nobody who waits for the mover may hold it.
    await mover.query(APPEND, [
      [uuidv7()],
      ['svc.reminder-due.v1'],
      ['reminder/it'],
      [0],
      ['c'],
      ['{"data":{},"s":'],
    ]);
    await mover.query('delete from eventing.scheduled_events');
    await mover.commitTransaction();
    await mover.release();
    await Promise.all([both, cancelled]);
    expect((await reminders.published()).length).toBe(3);
  });

  it('waits for the database when that is away, and is published afterwards', async () => {
    await later(1, '300ms');
    const outage = await Outage.begin(reminders.world.database.url);
    await eventually(
      'it is in trouble',
      () => service.get(EventingHealth).state().scheduling.troubles.length,
    );
    await outage.end();
    await reminders.world.database.dataSource.query('select 1').catch(() => undefined); // its pool finds out
    await reminders.untilPublished(1);
  });

  it('is published after a restart, however overdue', async () => {
    await later(1, '300ms');
    await reminders.world.stop(service);
    await eventually('it to be overdue', async () => {
      const [row] = await reminders.world.query<{ overdue: boolean }>(
        'select due_at < clock_timestamp() as overdue from eventing.scheduled_events',
      );
      return row?.overdue;
    });
    expect(await reminders.numbers()).toEqual([]);
    service = await reminders.replica();
    await reminders.untilPublished(1);
  });

  it('that nobody could have nudged is found by looking', async () => {
    await reminders.overdue(1);
    await reminders.untilPublished(1);
  });
});
