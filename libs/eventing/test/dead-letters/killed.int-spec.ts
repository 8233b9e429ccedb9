import { eventually } from '@warren/eventing/testing';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { DeadLetterRedrive } from '../../src/dead-letters/redrive/dead-letter-redrive';
import type { OwnConsumers } from '../../src/dead-letters/redrive/own-consumers';
import type { RedriveLoop } from '../../src/dead-letters/redrive/redrive-loop';
import { DeadLetterSearch } from '../../src/dead-letters/search/dead-letter-search';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { deliver } from '../sagas/support/saga-service';
import type { ForkedProcess } from '../support/forked-process';
import { startChildReplica, type ChildSetup } from './support/child-replica';
import { RedriveWorld, things } from './support/redrive-world';

jest.setTimeout(120_000);

describe('When processes are killed', () => {
  let world: RedriveWorld;
  let child: ForkedProcess | undefined;

  beforeEach(async () => {
    world = await RedriveWorld.create();
  });
  afterEach(async () => {
    await child?.kill();
    await world?.end();
  });

  const kim = { actor: 'kim' };
  const start = (more: Partial<ChildSetup> = {}) =>
    startChildReplica({ databaseUrl: world.database.url, namespace: world.namespace, ...more });

  it('in mid-ramp, the next one goes on where it was, and each effect is there once', async () => {
    const all = things(200);
    const first = await world.replica();
    await world.parked(first, all);
    await world.stop(first);
    child = await start({ slowMs: 20 });
    const { id } = await askWithoutService(world);
    const handled = async () => (await world.statuses()).handled ?? 0;
    for (const enough of [10, 80]) {
      await eventually(`${enough} to be handled`, async () => (await handled()) >= enough);
      await child.kill();
      expect(await handled()).toBeLessThan(200);
      child = await start({ slowMs: 20 });
    }
    await eventually('all to be handled', async () => (await handled()) === 200);
    const done = await eventually('the ramp to end', async () => {
      const [row] = await world.query<{ status: string }>(
        'select status from eventing.redrives where id = $1',
        [id],
      );
      return row?.status === 'finished' && row;
    });
    expect(done).toEqual({ status: 'finished' });
    expect(await world.notes()).toEqual(Object.fromEntries(all.map(({ subject }) => [subject, 1])));
  });

  it('by a message each time, it is parked again, and goes round no further', async () => {
    const [thing] = things(1);
    const deadly = { deliveryLimit: 1, dieAtThing: thing?.subject };
    const dieUntil = async (drives: number) => {
      child = await start(deadly);
      if (drives === 0) {
        const calm = await world.replica({ providers: [], deliveryLimit: 1 });
        await deliver(calm, thing as never);
        await world.stop(calm);
      } else await askWithoutService(world);
      const isParked = async () => {
        if (!child?.isRunning) child = await start(deadly);
        const [letter] = await world.query<{ status: string; drive: number }>(
          'select status, drive from eventing.dead_letters',
        );
        return letter?.status === 'parked' && letter.drive === drives;
      };
      await eventually('it to be parked', isParked, 50_000);
      await child.kill();
    };
    await dieUntil(0);
    await dieUntil(1);
    const calm = await world.replica({ deliveryLimit: 1 });
    const [letter] = await calm.get(DeadLetters).find();
    expect(letter).toMatchObject({ reason: 'crash-suspect', consumer: 'note-thing', drives: 1 });
    const { history } = await calm.get(DeadLetterSearch).show(letter?.id ?? '');
    // Told twice when the process was killed after it had parked the message, and before it could say so to the broker.
    expect(history.map(({ what }) => what).join()).toMatch(/^(parked,)+requested,sent,failed again$/);
    const { id } = await calm.get(DeadLetterRedrive).matching({}, kim);
    expect(await world.finished(calm, id)).toMatchObject({ handled: 1 });
    expect(await world.notes()).toEqual({ 'thing-1': 1 });
  });
});

/** As the command line does it: in a process that consumes nothing. */
async function askWithoutService(world: RedriveWorld): Promise<{ id: string }> {
  const redrive = new DeadLetterRedrive(
    new UnitOfWork(world.database.dataSource),
    { names: ['note-thing'] } as OwnConsumers,
    { nudge: () => undefined } as RedriveLoop,
  );
  return redrive.matching({}, { actor: 'kim', ramp: [1, 5, 50] });
}
