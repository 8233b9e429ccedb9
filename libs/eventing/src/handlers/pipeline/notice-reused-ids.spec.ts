import { handlingOf, run } from '../../../test/handlers/support/handling-under-test';
import { checkAtTheDoor } from './check-at-the-door';
import type { Handling } from './handling';
import { noticeReusedIds } from './notice-reused-ids';

const letters = (answer: boolean) => ({ knowsOtherwise: jest.fn(() => Promise.resolve(answer)) });

const duplicate = async (handling: Handling) => void (handling.outcome = 'duplicate');

describe('noticeReusedIds', () => {
  it('asks about nothing that was handled just now', async () => {
    const known = letters(true);
    await run(handlingOf(), checkAtTheDoor(), noticeReusedIds(known), () => Promise.resolve());
    expect(known.knowsOtherwise).not.toHaveBeenCalled();
  });

  it('leaves alone what comes a second time', async () => {
    const handling = handlingOf();
    await run(handling, checkAtTheDoor(), noticeReusedIds(letters(false)), () => duplicate(handling));
    expect(handling.wasDuplicate).toBe(true);
  });

  it('gives up on another event with the id of one that was parked', async () => {
    const handling = handlingOf();
    const handled = run(handling, checkAtTheDoor(), noticeReusedIds(letters(true)), () =>
      duplicate(handling),
    );
    await expect(handled).rejects.toMatchObject({
      reason: 'reused-id',
      failure: expect.objectContaining({
        message: expect.stringContaining('under a new id') as string,
      }) as Error,
    });
    expect(handling.wasDuplicate).toBe(false);
  });
});
