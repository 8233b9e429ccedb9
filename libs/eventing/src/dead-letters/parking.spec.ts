import { handlingOf, incoming } from '../../test/handlers/support/handling-under-test';
import { eventually } from '../testing/eventually';
import type { DatabaseWatch } from '../handlers/database-watch';
import { LeftUnsettled } from '../handlers/left-unsettled';
import type { DeadLetters } from './dead-letters';
import { Parking } from './parking';
import type { ParkingStory } from './parking-story';

const story: ParkingStory = {
  consumer: 'note-thing',
  reason: 'exhausted',
  error: new Error('boom'),
  attempts: 1,
  firstFailedAt: new Date(),
  message: incoming(),
  envelope: undefined,
};

/** Dead letters that fail with these errors before they can be written. */
function setUp(...errors: Error[]) {
  const asked = { database: 0 };
  const parkUnlessHandled = () => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve('letter-1');
  };
  const untilItAnswers = () =>
    Promise.resolve(asked.database++ ? ('answered' as const) : ('was-away' as const));
  const parking = new Parking(
    { parkUnlessHandled } as unknown as DeadLetters,
    { untilItAnswers } as unknown as DatabaseWatch,
  );
  return { asked, parking };
}

describe('Parking', () => {
  it('parks', async () => {
    await expect(setUp().parking.park(story, handlingOf())).resolves.toBe('letter-1');
  });

  it('waits for a database that is away', async () => {
    const { asked, parking } = setUp(new Error('Connection terminated unexpectedly'));
    const owner = handlingOf();
    await expect(parking.park(story, owner)).resolves.toBe('letter-1');
    expect(asked.database).toBe(1);
    expect(owner.heldBecause).toBeUndefined();
  });

  it('holds what cannot be written at all, says so, and tries again', async () => {
    const { asked, parking } = setUp(new Error('permission denied'), new Error('permission denied'));
    const owner = handlingOf();
    const parked = parking.park(story, owner);
    await eventually('it says why it holds', () => owner.heldBecause?.includes('permission denied'));
    await expect(parked).resolves.toBe('letter-1');
    expect(asked.database).toBe(0);
  });

  it('leaves it to the broker when its owner stops', async () => {
    const stopping = new AbortController();
    const { parking } = setUp(...Array.from({ length: 1_000 }, () => new Error('permission denied')));
    const owner = handlingOf({ stopping: stopping.signal });
    const parked = parking.park(story, owner);
    await eventually('it holds', () => owner.heldBecause);
    stopping.abort();
    await expect(parked).rejects.toThrow(LeftUnsettled);
  });
});
