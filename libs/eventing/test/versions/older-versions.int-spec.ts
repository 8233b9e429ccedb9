import { Injectable, Logger, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IsEmail, IsIn, IsInt, IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { eventually } from '@warren/eventing/testing';
import {
  EventingModule,
  IdempotentHandler,
  IntegrationEvent,
  On,
  Outbox,
  Payload,
  Personal,
  Projection,
  Saga,
  StartedBy,
  UnitOfWork,
  upcast,
  type Fields,
  type SagaProcess,
} from '../../src';
import { EventingRuntime } from '../../src/eventing.runtime';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

@IntegrationEvent({ type: 'inn.room-let', version: 1, aggregate: 'room', subject: (e) => e.roomId })
class RoomLetV1 extends Payload<RoomLetV1> {
  @IsString() readonly roomId!: string;
  @IsString() readonly guestId!: string;
  @Personal({ subject: (e: { guestId: string }) => e.guestId }) @IsEmail() readonly email!: string;
  @IsInt() readonly nights!: number;
}

@IntegrationEvent({
  type: 'inn.room-let',
  version: 2,
  aggregate: 'room',
  subject: (e) => e.roomId,
  upcaster: upcast(RoomLetV1, ({ nights, ...old }): Fields<RoomLet> => {
    if (nights === 13) throw new Error('nobody stays thirteen nights');
    return { ...old, hours: nights * 24, board: 'none' };
  }),
})
class RoomLet extends Payload<RoomLet> {
  @IsString() readonly roomId!: string;
  @IsString() readonly guestId!: string;
  @Personal({ subject: (e: { guestId: string }) => e.guestId }) @IsEmail() readonly email!: string;
  @IsInt() readonly hours!: number;
  @IsIn(['none', 'full']) readonly board!: 'none' | 'full';
}

@Injectable()
class WriteBill {
  readonly written: RoomLet[] = [];
  @IdempotentHandler(RoomLet, { retry: { immediate: 1, delays: [] } })
  handle(let_: RoomLet): Promise<void> {
    this.written.push(let_);
    return Promise.resolve();
  }
}

/** Names both versions, and so gets each as it is. */
@Injectable()
class CountNights {
  readonly nights: number[] = [];
  @IdempotentHandler(RoomLetV1) old({ nights }: RoomLetV1): Promise<void> {
    this.nights.push(nights);
    return Promise.resolve();
  }
}

@Entity('guest_book')
class GuestBookRow {
  @PrimaryColumn('text', { name: 'room_id' }) roomId!: string;
  @Column('text') email!: string;
  @Column('integer') hours!: number;
}

@Projection({ name: 'guest-book', into: GuestBookRow })
class GuestBook {
  @On(RoomLet) let_(row: GuestBookRow | undefined, { roomId, email, hours }: RoomLet): GuestBookRow {
    return { roomId, email, hours: (row?.hours ?? 0) + hours };
  }
}

@Saga({ name: 'stay', key: (e: { roomId: string }) => e.roomId })
class Stay {
  @StartedBy(RoomLet) begin(saga: SagaProcess<{ hours: number }>, { hours }: RoomLet): void {
    saga.state = { hours };
  }
}

describe('events of an older version, over the broker', () => {
  let database: TestDatabase;
  let inn: INestApplicationContext;
  const query = <T>(sql: string, parameters?: unknown[]): Promise<T[]> =>
    database.dataSource.query(sql, parameters);

  beforeAll(async () => {
    database = await createTestDatabase();
    await query(
      'create table guest_book (room_id text primary key, email text not null, hours int not null)',
    );
    @Module({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, entities: [GuestBookRow] }),
        EventingModule.forService('inn', {
          broker: { url: RABBITMQ_URL, namespace: testNamespace(), expireAfterMs: EXPIRE_AFTER_MS },
        }),
      ],
      providers: [WriteBill, CountNights, GuestBook, Stay],
    })
    class InnModule {}
    inn = await NestFactory.createApplicationContext(InnModule, { abortOnError: false });
    await eventually('all consume', () =>
      inn.get(EventingRuntime).consumers.every((consumer) => consumer.status().state === 'consuming'),
    );
  });
  afterAll(async () => {
    await inn?.close();
    await database?.drop();
  });

  const publish = (...events: object[]) =>
    inn.get(UnitOfWork).run(() => {
      for (const event of events) inn.get(Outbox).publish(event);
      return Promise.resolve();
    });
  const email = 'ada@example.org';
  const old = (roomId: string, nights = 2) => new RoomLetV1({ roomId, guestId: 'ada', email, nights });
  const billsOf = (room: string) => inn.get(WriteBill).written.filter(({ roomId }) => roomId === room);

  it('reach a handler, a projection and a saga of the new one, lifted and decrypted', async () => {
    await publish(
      old('blue'),
      new RoomLet({ roomId: 'blue', guestId: 'ada', email, hours: 5, board: 'full' }),
    );
    await eventually('both are billed', () => billsOf('blue').length === 2);
    expect(billsOf('blue')).toEqual(
      expect.arrayContaining([
        new RoomLet({ roomId: 'blue', guestId: 'ada', email, hours: 48, board: 'none' }),
        new RoomLet({ roomId: 'blue', guestId: 'ada', email, hours: 5, board: 'full' }),
      ]),
    );
    expect(billsOf('blue').every((bill) => bill instanceof RoomLet)).toBe(true);
    await eventually('both are in the guest book', async () => {
      const [row] = await query<GuestBookRow>(`select * from guest_book where room_id = 'blue'`);
      return row?.hours === 53 && row.email === email;
    });
    await eventually('the saga has begun', async () => {
      const sagas = await query(`select state from eventing.sagas where name = 'stay' and key = 'blue'`);
      return sagas.length === 1;
    });
  });

  it('reach who names the old one as they are', async () => {
    await publish(old('red', 7));
    await eventually('they are counted', () => inn.get(CountNights).nights.includes(7));
  });

  it('are parked, with the reason, when the upcaster fails', async () => {
    await publish(old('green', 13));
    const parked = () =>
      query<{ consumer: string; reason: string; error: string }>(
        `select consumer, reason, error_message as error from eventing.dead_letters where partition_key = 'room/green' order by consumer`,
      );
    await eventually('all three have parked it', async () => (await parked()).length === 3);
    for (const letter of await parked())
      expect(letter).toMatchObject({
        reason: 'invalid-payload',
        error: expect.stringMatching(
          /inn\.room-let\.v1 cannot be read as inn\.room-let\.v2.*thirteen/,
        ) as string,
      });
    expect(billsOf('green')).toEqual([]);
  });
});
