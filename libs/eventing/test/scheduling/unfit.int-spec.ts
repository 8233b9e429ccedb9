import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { Scheduler } from '../../src/scheduling/scheduler';
import { Reminders } from './support/reminders';

jest.setTimeout(60_000);

describe('A scheduled event that cannot be published when it is due', () => {
  let reminders: Reminders;
  let service: INestApplicationContext;

  const begin = async (patienceMs: number) => {
    reminders = await Reminders.create();
    service = await reminders.replica({ scheduling: { patienceMs } });
  };
  afterEach(() => reminders?.world.end());

  const break1 = (number: number, change: string) =>
    reminders.world.query(`update eventing.scheduled_events set ${change} where data like $1`, [
      `%:${number}}`,
    ]);
  const states = () =>
    reminders.world.query<{ state: string; problem: string; id: string }>(
      'select state, problem, id from eventing.scheduled_events order by problem collate "C"',
    );

  it('is kept as failed, with what is wrong with it; the others go out', async () => {
    await begin(0);
    for (const number of [1, 2, 3, 4, 5]) await reminders.schedule(service, { number }, { after: '1h' });
    await break1(1, "type = 'svc.abolished.v1'");
    await break1(2, 'data = \'{"about":"it","number":"two"}\'');
    await break1(3, "data = 'no json'");
    await reminders.world.query(
      "update eventing.scheduled_events set due_at = now() - interval '1 s', look_at = now()",
    );
    await reminders.untilPublished(4, 5);

    const failed = await service.get(Scheduler).failed();
    expect(failed.map(({ problem }) => problem).sort()).toEqual([
      expect.stringMatching(/^InvalidPayloadError: svc\.reminder-due\.v1: number: .*must be an integer/),
      expect.stringMatching(/^SyntaxError: /),
      'UnknownEventError: This process knows no event svc.abolished.v1 of svc.',
    ]);
    expect(await states()).toMatchObject([{ state: 'failed' }, { state: 'failed' }, { state: 'failed' }]);
  });

  it('is published when somebody has mended it and asks for it', async () => {
    await begin(0);
    await reminders.schedule(service, { number: 1 }, { after: '1h' }, { key: 'key' });
    await break1(1, "type = 'svc.abolished.v1', due_at = now() - interval '1 s', look_at = now()");
    const [failed] = await eventually('it to have failed', async () => {
      const found = await service.get(Scheduler).failed();
      return found.length > 0 && found;
    });
    await reminders.schedule(service, { number: 2 }, { after: '1h' }, { key: 'key' }); // the key is free
    await break1(1, "type = 'svc.reminder-due.v1'");
    expect(await service.get(Scheduler).retry(failed?.id ?? '')).toBe(true);
    await reminders.untilPublished(1);
    expect(await service.get(Scheduler).retry(failed?.id ?? '')).toBe(false);
    expect(await reminders.waiting()).toBe(1);
  });

  it('is left for a while to a process that may know better', async () => {
    await begin(60_000);
    await reminders.schedule(service, { number: 1 }, { after: '1h' });
    await break1(1, "type = 'svc.not-yet-known.v1', due_at = now(), look_at = now()");
    const [waiting] = await eventually('it to have been looked at', async () => {
      const rows = await states();
      return rows[0]?.problem && rows;
    });
    expect(waiting).toMatchObject({ state: 'waiting', problem: expect.stringContaining('not-yet-known') });
    await break1(1, "type = 'svc.reminder-due.v1', look_at = now()"); // the process that knows it looks
    await reminders.untilPublished(1);
  });
});
