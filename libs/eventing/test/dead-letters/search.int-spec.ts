import { DeadLetters } from '../../src/dead-letters/dead-letters';
import type { DeadLetter } from '../../src/dead-letters/dead-letter';
import type { ParkingStory } from '../../src/dead-letters/parking-story';
import { forgetSettledDeadLetters } from '../../src/dead-letters/retention';
import { DeadLetterSearch } from '../../src/dead-letters/search/dead-letter-search';
import { DedicatedConnection } from '../../src/database/dedicated-connection';
import { Inbox } from '../../src/inbox/inbox';
import { IntegrationEvent } from '../../src/message/integration-event';
import { filterParameters } from '../../src/dead-letters/filter.sql';
import { TAKE_DUE } from '../../src/dead-letters/redrive/sending.sql';
import { SEARCH } from '../../src/dead-letters/search/search.sql';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { incoming } from '../handlers/support/handling-under-test';
import { thingHappened } from '../handlers/support/thing-happened';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

@IntegrationEvent({
  type: 'things.thing-whispered',
  version: 1,
  aggregate: 'whisper',
  subject: () => 'w',
  confidential: true,
})
class ThingWhispered {}

jest.setTimeout(120_000);

describe('Searching dead letters', () => {
  let database: TestDatabase;
  let letters: DeadLetters;
  let search: DeadLetterSearch;

  beforeAll(async () => {
    database = await createTestDatabase();
    const unitOfWork = new UnitOfWork(database.dataSource);
    letters = new DeadLetters(unitOfWork, new Inbox(unitOfWork));
    search = new DeadLetterSearch(database.dataSource);
  });
  beforeEach(() =>
    database.dataSource.query(
      'truncate eventing.dead_letters, eventing.dead_letter_history, eventing.inbox, eventing.redrives, eventing.redrive_letters',
    ),
  );
  afterAll(() => database?.drop());

  const park = async (
    changes: Parameters<typeof thingHappened>[0] = {},
    more: Partial<ParkingStory> = {},
  ) => {
    const envelope = thingHappened(changes);
    const story: ParkingStory = {
      consumer: 'note-thing',
      reason: 'exhausted',
      error: new Error(`No thing ${Math.random()} of ${envelope.id}`),
      attempts: 3,
      firstFailedAt: new Date(),
      message: incoming(envelope),
      envelope,
      ...more,
    };
    return (await letters.park(story)) as string;
  };

  it('puts a thousand failures of one bug into one group, with how many, the first, the last and an example', async () => {
    for (let batch = 0; batch < 10; batch++) await Promise.all(Array.from({ length: 100 }, () => park()));
    await park({}, { error: new Error('something else') });
    await park({}, { consumer: 'other' });
    const groups = await search.groups();
    expect(groups.map(({ consumer, count, errorText }) => [consumer, count, errorText])).toEqual([
      ['note-thing', 1_000, 'No thing # of #'],
      ['other', 1, 'No thing # of #'],
      ['note-thing', 1, 'something else'],
    ]);
    const [most] = groups as [(typeof groups)[number]];
    expect(most.place).toContain('search.int-spec.ts');
    expect(most.first.getTime()).toBeLessThan(most.last.getTime());
    const { letters: same } = await search.page(
      { fault: most.fault, consumer: most.consumer },
      { size: 1_000 },
    );
    expect(same).toHaveLength(1_000);
    expect(same[0]?.id).toBe(most.exampleId);
  });

  it('goes from page to page, each letter once, also where many were parked in one instant', async () => {
    const ids = await Promise.all(Array.from({ length: 25 }, () => park()));
    await database.dataSource.query(
      "update eventing.dead_letters set parked_at = '2026-01-02T03:04:05.678901Z'",
    );
    const seen: string[] = [];
    for (let after: string | undefined, first = true; first || after; first = false) {
      const page = await search.page({}, { size: 10, after });
      seen.push(...page.letters.map(({ id }) => id));
      after = page.next;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen)).toEqual(new Set(ids));
    await expect(search.page({}, { after: 'somewhere' })).rejects.toThrow(/no place in a search/);
  });

  it('finds by id, event, aggregate, time and status', async () => {
    const one = await park({ id: 'event-1', partitionkey: 'thing/7' });
    const two = await park({ id: 'event-2' });
    await database.dataSource.query(
      `update eventing.dead_letters set status = 'discarded', parked_at = '2020-01-01' where id = $1`,
      [two],
    );
    const found = async (filter: Parameters<DeadLetterSearch['page']>[0]) =>
      (await search.page(filter)).letters.map(({ id }) => id);
    expect(await found({})).toEqual([one]);
    expect(await found({ id: one })).toEqual([one]);
    expect(await found({ id: 'event-1' })).toEqual([one]);
    expect(await found({ partitionKey: 'thing/7' })).toEqual([one]);
    expect(await found({ status: ['discarded', 'parked'] })).toEqual([one, two]);
    expect(await found({ status: ['discarded'], until: new Date('2020-01-01T00:00:01Z') })).toEqual([two]);
    expect(await found({ status: ['discarded'], since: new Date('2020-01-02') })).toEqual([]);
  });

  it('shows one with all that is known, without the data of a confidential event unless that is asked for', async () => {
    const plain = await park({ correlationid: 'c' });
    expect(await search.show(plain)).toMatchObject({
      id: plain,
      correlationId: 'c',
      envelope: { data: { thingId: 'thing-1' } },
      isConfidential: false,
      waitsFor: null,
      history: [
        {
          what: 'parked',
          detail: expect.stringMatching(/^exhausted, after 3 tries: Error: No thing/) as string,
        },
      ],
    });
    const secret = await park({ type: 'things.thing-whispered.v1' }, {});
    expect(new ThingWhispered()).toBeDefined();
    expect(await search.show(secret)).toMatchObject({
      isConfidential: true,
      envelope: { data: '(confidential)' },
    });
    expect(await search.show(secret, { confidential: true })).toMatchObject({
      envelope: { data: { amount: 1 } },
    });
    const unheardOf = await park({ type: 'things.thing-to-come.v2' }, {});
    expect(await search.show(unheardOf)).toMatchObject({
      isConfidential: true,
      envelope: { data: '(confidential)' },
    });
    await expect(search.show('nothing')).rejects.toThrow(/no dead letter nothing/);
  });

  it('forgets what was handled or discarded long ago, with its history, and nothing else', async () => {
    const [open, old, recent] = [await park(), await park(), await park()];
    const settled = `update eventing.dead_letters set status = 'handled', settled_at = now() - $2 * interval '1 day' where id = $1`;
    await database.dataSource.query(settled, [old, 31]);
    await database.dataSource.query(settled, [recent, 29]);
    await database.dataSource.query(`update eventing.dead_letters set parked_at = '2000-01-01'`);
    const connection = await DedicatedConnection.open(database.dataSource, { name: 'test' });
    try {
      expect(await forgetSettledDeadLetters(connection, 30)).toBe(1);
    } finally {
      await connection.close();
    }
    const rest: DeadLetter[] = await letters.find({ status: ['parked', 'handled'] });
    expect(rest.map(({ id }) => id).sort()).toEqual([open, recent].sort());
    expect(await database.dataSource.query('select from eventing.dead_letter_history')).toHaveLength(2);
  });

  it('has an index for each way to look, with a hundred thousand of them', async () => {
    await park();
    await database.dataSource.query(`
      insert into eventing.dead_letters (id, consumer, message_key, reason, queue, exchange, routing_key, event_id, type, source,
        correlation_id, partition_key, sequence, error_name, error_message, attempts, first_failed_at, last_failed_at, parked_at,
        headers, body, fault)
      select gen_random_uuid(), 'handler-' || n % 20, n::text, 'exhausted', 'q', 'e', 'k', 'event-' || n, 'things.t-' || n % 10 || '.v1',
        '/things', 'c-' || n, 'thing/' || n / 5, n % 5 + 1, 'Error', 'No product ' || n, 3, now(), now(),
        now() - n * interval '1 second', '{}', convert_to(repeat('x', 400) || n, 'utf8'), 'fault-' || n % 50
      from generate_series(1, 100000) n`);
    await database.dataSource.query('analyze eventing.dead_letters');
    const planOf = async (sql: string, parameters: unknown[]) =>
      JSON.stringify(await database.dataSource.query(`explain (format json) ${sql}`, parameters));
    for (const filter of [
      {},
      { consumer: 'handler-3' },
      { type: 'things.t-3.v1' },
      { correlationId: 'c-4711' },
      { id: 'event-4711' },
      { partitionKey: 'thing/99' },
      { consumer: 'handler-3', fault: 'fault-3' },
      { fault: 'fault-3' },
      { text: 'No product 99999' },
    ]) {
      const plan = await planOf(SEARCH, [...filterParameters(filter), null, null, 50, 50]);
      expect([filter, plan.includes('Seq Scan')]).toEqual([filter, false]);
    }
    const byGroup = [...filterParameters({ fault: 'fault-3' }), null, null, 50, 50];
    expect(await planOf(SEARCH, byGroup)).toContain('dead_letters_fault');
    await database.dataSource.query(
      `update eventing.dead_letters set status = 'requested', look_at = now() where consumer = 'handler-7'`,
    );
    expect(await planOf(TAKE_DUE, [100])).toMatch(/dead_letters_due.*dead_letters_line/);
    let page = await search.page({ text: 'No product 99999' });
    for (let pages = 1; page.letters.length === 0; pages++) {
      expect(pages).toBeLessThan(8);
      page = await search.page({ text: 'No product 99999' }, { after: page.next });
    }
    expect(page.letters[0]?.eventId).toBe('event-99999');
  });
});
