import { IsInt, IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { handler, testOutbox, testUnitOfWork, withMeta } from '@warren/eventing/testing';
import { IdempotentHandler } from '../handlers/idempotent-handler';
import type { Delivery } from '../handlers/delivery';
import { ContractError, InvalidPayloadError, UnitOfWorkError } from '../message/errors';
import { IntegrationEvent } from '../message/integration-event';
import { currentMessageContext } from '../message/message-context';
import { Payload } from '../message/payload';
import type { Outbox } from '../outbox/outbox';
import { Transactional } from '../unit-of-work/transactional';
import type { UnitOfWork } from '../unit-of-work/unit-of-work';

@IntegrationEvent({
  type: 'till.sale-made',
  version: 1,
  aggregate: 'sale',
  subject: (e: SaleMade) => e.saleId,
})
class SaleMade extends Payload<SaleMade> {
  @IsString() readonly saleId!: string;
  @IsInt() readonly cents!: number;
}

@IntegrationEvent({
  type: 'till.sale-undone',
  version: 1,
  aggregate: 'sale',
  subject: (e: SaleUndone) => e.saleId,
})
class SaleUndone extends Payload<SaleUndone> {
  @IsString() readonly saleId!: string;
}

@IntegrationEvent({
  type: 'club.points-given',
  version: 1,
  aggregate: 'member',
  subject: (e: PointsGiven) => e.memberId,
})
class PointsGiven extends Payload<PointsGiven> {
  @IsString() readonly memberId!: string;
  @IsInt() readonly points!: number;
}

@IntegrationEvent({
  type: 'club.member-praised',
  version: 1,
  aggregate: 'member',
  subject: (e: MemberPraised) => e.memberId,
})
class MemberPraised extends Payload<MemberPraised> {
  @IsString() readonly memberId!: string;
}

@Entity()
class Unused {
  @PrimaryColumn('text') id!: string;
  @Column('text') text!: string;
}

class NoSuchMember extends Error {}

/** Everything a handler may do, by what the sale costs. */
class GivePointsWhenSaleMade {
  readonly seen: unknown[] = [];
  private sales = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly unitOfWork: UnitOfWork = testUnitOfWork(),
  ) {}

  @IdempotentHandler(SaleMade, { permanent: [NoSuchMember] })
  @Transactional()
  async handle(event: SaleMade, delivery: Delivery): Promise<void> {
    this.seen.push([
      event.constructor,
      delivery.attempt,
      delivery.envelope.sequence,
      currentMessageContext(),
    ]);
    this.sales += 1;
    const { saleId: memberId, cents } = event;
    if (cents === 0) return;
    this.outbox.publish(new PointsGiven({ memberId, points: cents }));
    if (cents === 1) throw new NoSuchMember('nobody of that name');
    if (cents === 2) throw new Error('try again');
    if (cents === 3) this.outbox.publish(new PointsGiven({ memberId, points: 0.5 }));
    if (cents === 4) this.outbox.publish(new SaleUndone({ saleId: memberId }));
    if (cents === 5) await this.unitOfWork.manager.findOneBy(Unused, { id: '1' });
    if (cents === 6) await this.unitOfWork.manager.query('select 1');
    if (cents >= 1_000) this.outbox.publish(new MemberPraised({ memberId }));
    if (cents === 7) await this.praiseInVain(memberId);
    if (this.sales === 3) this.outbox.publish(new MemberPraised({ memberId }));
  }

  /** A savepoint that is undone. */
  private async praiseInVain(memberId: string): Promise<void> {
    const nested = this.unitOfWork.run(async () => {
      this.outbox.publish(new MemberPraised({ memberId }));
      await this.outbox.flush();
      throw new Error('no');
    });
    await nested.catch(() => undefined);
  }
}

const sale = (cents: number) => new SaleMade({ saleId: 'ada', cents });
const givePoints = () => new GivePointsWhenSaleMade(testOutbox('club'));

describe('handler(…)', () => {
  it('tells what was published', async () => {
    await handler(givePoints()).when(sale(100)).thenPublishes(PointsGiven, { memberId: /^a/, points: 100 });
    await handler(givePoints())
      .when(sale(1_000))
      .thenPublishes(MemberPraised)
      .thenPublishes(PointsGiven, { points: expect.any(Number) })
      .andNothingElse();
    await handler(givePoints()).when(sale(0)).thenPublishesNothing();
  });

  it('has had what was given, of which nothing counts', async () => {
    await handler(givePoints()).given(sale(10), sale(20)).when(sale(0)).thenPublishesNothing();
    await handler(givePoints()).given(sale(10), sale(20)).when(sale(30)).thenPublishes(MemberPraised);
  });

  it('hands the handler what it gets in a service', async () => {
    const instance = givePoints();
    const cause = withMeta(sale(10), { id: 'event-1', correlationId: 'request-1' });
    await handler(instance).given(sale(1_000)).when(cause).thenPublishes(PointsGiven);
    expect(instance.seen[1]).toEqual([
      SaleMade,
      1,
      2,
      { correlationId: 'request-1', causationId: 'event-1', consumer: 'GivePointsWhenSaleMade' },
    ]);
  });

  it('leaves out what a savepoint took back', async () => {
    await handler(givePoints()).when(sale(7)).thenPublishes(PointsGiven).andNothingElse();
  });

  it('knows which errors are tried again and which are parked', async () => {
    await handler(givePoints()).when(sale(1)).thenParks(NoSuchMember);
    await handler(givePoints())
      .when(sale(2))
      .thenThrows(Error)
      .thenThrows(/try again/);
    const transient = handler(givePoints())
      .when(sale(2))
      .thenParks(/try again/);
    await expect(transient).rejects.toThrow(/Error would be tried again: name it in @IdempotentHandler/);
  });

  it('publishes nothing of what failed', async () => {
    const outbox = testOutbox('club');
    await handler(new GivePointsWhenSaleMade(outbox))
      .when(sale(2))
      .thenThrows(/try again/);
    expect(outbox.published()).toEqual([]);
  });

  it.each<[string, (outcome: ReturnType<ReturnType<typeof handler>['when']>) => Promise<void>, string]>([
    [
      'another event',
      (outcome) => outcome.thenPublishes(MemberPraised),
      "It published no MemberPraised. It published:\n  PointsGiven { memberId: 'ada', points: 100 }",
    ],
    [
      'other values',
      (outcome) => outcome.thenPublishes(PointsGiven, { points: 1 }),
      "It published PointsGiven, but not as expected.\n  points: expected 1, but it is 100\nIt published:\n  PointsGiven { memberId: 'ada', points: 100 }",
    ],
    [
      'one for two',
      (outcome) => outcome.thenPublishes(PointsGiven).thenPublishes(PointsGiven),
      'It published no other PointsGiven.',
    ],
    [
      'something for nothing',
      (outcome) => outcome.thenPublishesNothing(),
      'It should publish nothing. It published:',
    ],
    [
      'success',
      (outcome) => outcome.thenThrows(NoSuchMember),
      'It should fail with NoSuchMember, but did not.',
    ],
  ])('says what came instead of what was expected: %s', async (_what, expectation, message) => {
    await expect(expectation(handler(givePoints()).when(sale(100)))).rejects.toThrow(message);
  });

  it('says with which error it failed instead', async () => {
    const failing = () => handler(givePoints()).when(sale(2));
    await expect(failing().thenPublishes(PointsGiven)).rejects.toThrow('It failed: Error: try again');
    await expect(failing().thenThrows(NoSuchMember)).rejects.toThrow(
      'It should fail with NoSuchMember, but failed with Error: try again',
    );
    await expect(failing().thenThrows(/never/)).rejects.toThrow('It should fail with /never/');
    await expect(handler(givePoints()).given(sale(2)).when(sale(0)).thenPublishesNothing()).rejects.toThrow(
      'The handler has failed with what was given: Error: try again',
    );
  });

  it('says so when something was published beside what was expected', async () => {
    const outcome = handler(givePoints()).when(sale(1_000)).thenPublishes(PointsGiven).andNothingElse();
    await expect(outcome).rejects.toThrow(
      "It should publish nothing else, but did: MemberPraised { memberId: 'ada' }",
    );
  });

  it('finds a failure in the line of the test', async () => {
    const error: Error = await handler(givePoints())
      .when(sale(0))
      .thenPublishes(PointsGiven)
      .then(
        () => new Error('no failure'),
        (reason: Error) => reason,
      );
    expect(error.stack).toMatch(/^Error: It published no PointsGiven/);
    expect(error.stack?.split('\n').find((line) => line.includes('.spec.ts'))).toContain(
      'handler-kit.spec.ts',
    );
  });

  it('refuses an event that breaks its contract, and one that the handler does not handle', async () => {
    await expect(handler(givePoints()).when(sale(0.5)).thenPublishesNothing()).rejects.toThrow(
      /till\.sale-made\.v1: cents/,
    );
    const other = handler(givePoints())
      .when(new SaleUndone({ saleId: '1' }))
      .thenPublishesNothing();
    await expect(other).rejects.toThrow(
      'GivePointsWhenSaleMade has no @IdempotentHandler(SaleUndone) that would get this event; it handles SaleMade.',
    );
  });

  it.each([
    [5, 'manager.findOneBy'],
    [6, 'manager.query("select 1"…)'],
  ])('says what is missing where a handler asks for a database', async (cents, what) => {
    await handler(givePoints())
      .when(sale(cents))
      .thenThrows(/This test has no database/);
    await expect(handler(givePoints()).when(sale(cents)).thenPublishesNothing()).rejects.toThrow(what);
  });
});

describe('testOutbox(…)', () => {
  it('refuses what the real one refuses', async () => {
    const outbox = testOutbox('club');
    expect(() => outbox.publish(new MemberPraised({ memberId: 'ada' }))).toThrow(UnitOfWorkError);
    await testUnitOfWork().run(async () => {
      expect(() => outbox.publish(new SaleUndone({ saleId: '1' }))).toThrow(ContractError);
      expect(() => outbox.publish(new PointsGiven({ memberId: 'ada', points: 0.5 }))).toThrow(
        InvalidPayloadError,
      );
      expect(() => outbox.publish({})).toThrow(ContractError);
    });
    expect(outbox.published()).toEqual([]);
    await handler(new GivePointsWhenSaleMade(outbox)).when(sale(3)).thenParks(InvalidPayloadError);
    await handler(new GivePointsWhenSaleMade(outbox)).when(sale(4)).thenThrows(ContractError);
  });

  it('remembers what was committed, as it was when it was published', async () => {
    const outbox = testOutbox('club');
    const event = { ...new PointsGiven({ memberId: 'ada', points: 1 }) };
    await testUnitOfWork().run(async () => {
      outbox.publishAll([Object.assign(new PointsGiven(event), {}), new MemberPraised({ memberId: 'ada' })]);
      expect(outbox.published()).toEqual([]);
    });
    expect(outbox.published(PointsGiven)).toEqual([new PointsGiven({ memberId: 'ada', points: 1 })]);
    expect(outbox.published()).toHaveLength(2);
  });
});
