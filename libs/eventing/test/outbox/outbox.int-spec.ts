import { IsString } from 'class-validator';
import { ContractError, InvalidPayloadError, UnitOfWorkError } from '../../src/message/errors';
import { IntegrationEvent } from '../../src/message/integration-event';
import { runInMessageContext } from '../../src/message/message-context';
import { Payload } from '../../src/message/payload';
import { eventually } from '@warren/eventing/testing';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { ParcelMoved } from './support/parcel';
import { RecordingBroker } from './support/recording-broker';
import { parcelService, type Service } from './support/service';

jest.setTimeout(60_000);

@IntegrationEvent({
  type: 'letters.letter-sent',
  version: 1,
  aggregate: 'letter',
  subject: (e: LetterSent) => e.id,
})
class LetterSent extends Payload<LetterSent> {
  @IsString() readonly id!: string;
}

interface StoredRow {
  position: string;
  event_id: string;
  type: string;
  partition_key: string;
  sequence: string;
  correlation_id: string;
  body: string;
}

let database: TestDatabase;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  service = parcelService(database.dataSource, new RecordingBroker());
});
beforeEach(() => database.dataSource.query('truncate eventing.outbox, eventing.outbox_stream'));
afterAll(() => database.drop());

const rows = (): Promise<StoredRow[]> =>
  database.dataSource.query('select * from eventing.outbox order by position');
const moved = (parcelId: string, step = 1) => new ParcelMoved({ parcelId, step });

describe('what is stored', () => {
  it('is the complete CloudEvent, numbered, with what the relay needs in columns', async () => {
    const context = { correlationId: 'request-7', causationId: 'event-6', traceparent: '00-a-b-01' };
    const stored = await runInMessageContext(context, () =>
      service.unitOfWork.run(() => Promise.resolve(service.outbox.publish(moved('p"1', 3)))),
    );
    const [row] = await rows();
    expect(row).toMatchObject({
      event_id: stored,
      type: 'parcels.parcel-moved.v1',
      partition_key: 'parcel/p"1',
    });
    expect(row).toMatchObject({ sequence: '1', correlation_id: 'request-7' });
    expect(JSON.parse((row as StoredRow).body)).toEqual({
      specversion: '1.0',
      id: stored,
      source: '/parcels',
      type: 'parcels.parcel-moved.v1',
      subject: 'p"1',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      datacontenttype: 'application/json',
      dataschema: 'urn:event-schema:parcels.parcel-moved.v1',
      data: { parcelId: 'p"1', step: 3 },
      correlationid: 'request-7',
      causationid: 'event-6',
      partitionkey: 'parcel/p"1',
      traceparent: '00-a-b-01',
      sequence: 1,
    });
  });

  it('is the event as it was when it was published', async () => {
    await service.unitOfWork.run(async () => {
      const event = { ...moved('p', 1) };
      const published = Object.assign(Object.create(ParcelMoved.prototype), event);
      service.outbox.publish(published);
      published.step = 99;
    });
    expect(JSON.parse((await rows())[0]?.body ?? '')).toMatchObject({ data: { step: 1 } });
  });

  it('is in the order of the calls, each key counted by itself, across events, flushes and transactions', async () => {
    await service.unitOfWork.run(async () => {
      service.outbox.publishAll([moved('b'), moved('a'), moved('b')]);
      await service.outbox.flush();
      service.outbox.publishAll([moved('a'), moved('b'), moved('c')]);
    });
    await service.unitOfWork.run(async () => void service.outbox.publish(moved('b')));
    expect((await rows()).map((row) => `${row.partition_key} ${row.sequence}`)).toEqual([
      'parcel/b 1',
      'parcel/a 1',
      'parcel/b 2',
      'parcel/a 2',
      'parcel/b 3',
      'parcel/c 1',
      'parcel/b 4',
    ]);
  });
});

describe('what is not stored', () => {
  it('is what was rolled back, with its number: the next event takes it', async () => {
    const failed = service.unitOfWork.run(async () => {
      service.outbox.publish(moved('a'));
      await service.outbox.flush();
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await service.unitOfWork.run(async () => void service.outbox.publish(moved('a')));
    expect((await rows()).map((row) => row.sequence)).toEqual(['1']);
  });

  it('is what was published in a savepoint that was rolled back, flushed or not', async () => {
    await service.unitOfWork.run(async () => {
      service.outbox.publish(moved('a', 1));
      for (const flush of [true, false]) {
        const nested = service.unitOfWork.run(async () => {
          service.outbox.publish(moved('a', 2));
          if (flush) await service.outbox.flush();
          throw new Error('undone');
        });
        await expect(nested).rejects.toThrow('undone');
      }
      await service.unitOfWork.run(async () => void service.outbox.publish(moved('a', 3)));
      service.outbox.publish(moved('a', 4));
    });
    const stored = (await rows()).map((row) => [row.sequence, JSON.parse(row.body).data.step]);
    expect(stored).toEqual([
      ['1', 1],
      ['2', 3],
      ['3', 4],
    ]);
  });
});

describe('publish refuses', () => {
  it('to run outside a unit of work, and says what to do', () => {
    expect(() => service.outbox.publish(moved('a'))).toThrow(UnitOfWorkError);
    expect(() => service.outbox.publish(moved('a'))).toThrow(
      /outbox.publish needs a unit of work.*@Transactional/,
    );
  });

  it.each([
    ['an invalid payload', () => moved('a', 1.5), InvalidPayloadError, /parcels.parcel-moved.v1: step/],
    [
      'an event of another service',
      () => new LetterSent({ id: '1' }),
      ContractError,
      /letters.*only that service/,
    ],
    [
      'an object that is no event',
      () => ({ parcelId: 'a' }),
      ContractError,
      /Object is not an integration event/,
    ],
    ['an empty subject', () => moved(''), InvalidPayloadError, /subject must be a text/],
    [
      'a subject that PostgreSQL cannot store',
      () => moved('a\0'),
      InvalidPayloadError,
      /subject must be a text/,
    ],
    ['more than a broker takes', () => oversized(), InvalidPayloadError, /bytes.*is the most that travels/],
  ])('%s, at the call', async (_, event, error, message) => {
    await service.unitOfWork.run(async () => {
      expect(() => service.outbox.publish(event())).toThrow(error);
      expect(() => service.outbox.publish(event())).toThrow(message);
    });
    expect(await rows()).toEqual([]);
  });
});

/** A field that the contract does not know travels along; this one is too large to. */
function oversized(): ParcelMoved {
  return Object.assign(moved('a'), { label: 'x'.repeat(9 * 1024 * 1024) });
}

describe('16 writers of the same keys', () => {
  it('number each key without holes, positions rising with the numbers, and do not deadlock', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const write = async (writer: number): Promise<void> => {
      for (let round = 0; round < 25; round++) {
        const some = keys.filter((_, index) => (writer * 7 + round * 3 + index) % 3 > 0);
        const shuffled = round % 2 ? some.reverse() : some;
        const work = service.unitOfWork.run(async () => {
          service.outbox.publishAll([...shuffled, ...shuffled].map((key) => moved(key, round)));
          if ((writer + round) % 5 === 0) throw new Error('rolled back');
        });
        await work.catch((error: Error) => expect(error.message).toBe('rolled back'));
      }
    };
    await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)));
    const byKey = new Map<string, number[]>();
    for (const row of await rows()) {
      byKey.set(row.partition_key, [...(byKey.get(row.partition_key) ?? []), Number(row.sequence)]);
    }
    expect(byKey.size).toBe(keys.length);
    for (const sequences of byKey.values()) expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });
});

describe('a writer of several keys', () => {
  const keys = ['m', 'c', 'h', 'z', 'e', 'a', 'x', 'k', 'B', 's'];
  const sorted = [...keys].sort(); // upper case first, as in the collation "C"

  /** Which keys somebody has locked. Asked outside of whatever has them. */
  async function locked(): Promise<string[]> {
    const free: { key: string }[] = await database.dataSource.query(
      `select substr(partition_key, 8) as key from eventing.outbox_stream for update skip locked`,
    );
    return sorted.filter((key) => !free.some((one) => one.key === key));
  }

  it('locks them in one order, whichever it publishes in: two of them never wait for each other', async () => {
    const publish = (some: string[]) =>
      service.unitOfWork.run(() => Promise.resolve(service.outbox.publishAll(some.map((key) => moved(key)))));
    await publish(keys);
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query(`select from eventing.outbox_stream where partition_key = 'parcel/h' for update`);
    const writing = publish([...keys].reverse());
    await eventually('it to wait for the key in the middle', async () => {
      const [{ waiting }] = await database.dataSource.query(
        'select count(*)::int as waiting from pg_locks where not granted and $1 = any (pg_blocking_pids(pid))',
        [(await holder.query('select pg_backend_pid() as pid'))[0].pid],
      );
      return waiting > 0;
    });
    expect(await locked()).toEqual(sorted.slice(0, sorted.indexOf('h') + 1));
    await holder.rollbackTransaction();
    await holder.release();
    await writing;
  });
});
