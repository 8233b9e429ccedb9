import { Crew } from './stage/crew';
import { Stage } from './stage/stage';

/**
 * More than there are replicas: one that is warmed up takes the messages beside the killer with it, once. And enough for the
 * first message of every other consumer to be settled by one of so many processes before it dies, however slow the machine.
 */
const DELIVERY_LIMIT = 5;

jest.setTimeout(480_000);

describe('A message that kills the process that handles it', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(() => stage?.close());

  it('is parked as a crash suspect after the delivery limit, and it alone', async () => {
    const bookkeepers = new Crew(stage, 'bookkeeper', () => ({
      deliveryLimit: DELIVERY_LIMIT,
      handlingMs: 20,
    }));
    await bookkeepers.hire(2);
    const writer = await stage.start('writer', { load: { writers: 6, accounts: 40, restMs: 60 } });
    await stage.untilCommitted(200);
    await writer.post('account-7', { amount: 1, harm: 'kill' });
    await stage.untilParked(1);
    await stage.untilCommitted((await stage.committed()) + 100);

    const { books, problems } = await stage.finish();
    expect(problems).toEqual([]);
    const story = { reason: 'crash-suspect', consumer: 'book-entry-when-account-changed' };
    expect(books.parked).toEqual([expect.objectContaining(story)]);
    expect(bookkeepers.deaths).toHaveLength(DELIVERY_LIMIT + 1);
  });
});
