import { IsInt, IsOptional, IsString, IsUUID } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IntegrationEvent, Snapshot } from '../message/integration-event';
import { InvalidPayloadError } from '../message/errors';
import { Payload } from '../message/payload';
import type { EventMeta } from '../projections/event-meta';
import { On } from '../projections/on.decorator';
import { Projection } from '../projections/projection.decorator';
import { projection, withMeta } from '@warren/eventing/testing';

@IntegrationEvent({
  type: 'kit.cup-filled',
  version: 1,
  aggregate: 'cup',
  subject: (e: CupFilled) => e.cupId,
})
class CupFilled extends Payload<CupFilled> {
  @IsUUID() readonly cupId!: string;
  @IsInt() readonly millilitres!: number;
  @IsOptional() @IsString() readonly drink?: string;
}

@IntegrationEvent({
  type: 'kit.cup-broken',
  version: 1,
  aggregate: 'cup',
  subject: (e: CupBroken) => e.cupId,
})
class CupBroken extends Payload<CupBroken> {
  @IsUUID() readonly cupId!: string;
}

/** Followed, and nobody folds it. */
@IntegrationEvent({
  type: 'kit.cup-washed',
  version: 1,
  aggregate: 'cup',
  subject: (e: CupWashed) => e.cupId,
})
class CupWashed extends Payload<CupWashed> {
  @IsUUID() readonly cupId!: string;
}

@IntegrationEvent({
  type: 'kit.spoon-bent',
  version: 1,
  aggregate: 'spoon',
  subject: (e: SpoonBent) => e.spoonId,
})
class SpoonBent extends Payload<SpoonBent> {
  @IsUUID() readonly spoonId!: string;
}

@Snapshot({ type: 'kit.cup-snapshot', version: 1, aggregate: 'cup', subject: (e: CupSnapshot) => e.cupId })
class CupSnapshot extends Payload<CupSnapshot> {
  @IsUUID() readonly cupId!: string;
  @IsInt() readonly millilitres!: number;
}

@Snapshot({ type: 'kit.cup-snapshot', version: 2, aggregate: 'cup', subject: (e: CupSnapshotV2) => e.cupId })
class CupSnapshotV2 extends Payload<CupSnapshotV2> {
  @IsUUID() readonly cupId!: string;
}

@Entity('kit_cups')
class Cup {
  @PrimaryColumn('uuid') id!: string;
  @Column('int') millilitres!: number;
  @Column('jsonb') drinks!: readonly string[];
  @Column('timestamptz') filledAt!: Date;
  @Column('int') sequence!: number;
}

@Projection({ name: 'cups', into: Cup })
class CupsProjection {
  @On(CupFilled)
  filled(row: Cup | undefined, event: CupFilled, meta: EventMeta): Cup {
    const { cupId: id, millilitres, drink = 'water' } = event;
    if (drink === 'poison') throw new Error('nobody drinks that');
    if (drink === 'cola') (event as { millilitres: number }).millilitres = 0;
    const drinks = [...(row?.drinks ?? []), drink];
    return {
      id,
      millilitres: drink === 'half' ? millilitres / 2 : (row?.millilitres ?? 0) + millilitres,
      drinks,
      filledAt: new Date(meta.time),
      sequence: meta.sequence,
    };
  }

  @On(CupSnapshot)
  found(_row: Cup | undefined, { cupId: id, millilitres }: CupSnapshot, meta: EventMeta): Cup {
    return { id, millilitres, drinks: [], filledAt: new Date(meta.time), sequence: meta.sequence };
  }

  @On(CupBroken)
  broken(): undefined {
    return undefined;
  }
}

@Entity('kit_drinks')
class Drink {
  @PrimaryColumn('text') name!: string;
  @Column('int') cups!: number;
}

@Projection({ name: 'drinks', into: Drink, key: ({ drink = 'water' }: CupFilled) => drink })
class DrinksProjection {
  constructor(private readonly first: number) {}

  @On(CupFilled)
  filled(row: Drink | undefined, { drink = 'water' }: CupFilled): Drink {
    return { name: drink, cups: (row?.cups ?? this.first) + 1 };
  }
}

const [mug, glass] = ['0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001', '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0002'];
const filled = (fields: Partial<CupFilled> = {}) =>
  new CupFilled({ cupId: mug, millilitres: 200, ...fields });
const broken = new CupBroken({ cupId: mug });

describe('projection(…)', () => {
  const cups = projection(CupsProjection);

  it('folds what was given and what the test is about, numbered one after the other', () => {
    cups
      .given(filled())
      .when(filled({ drink: 'tea' }))
      .then({
        id: mug,
        millilitres: 400,
        drinks: ['water', 'tea'],
        sequence: 2,
      });
  });

  it('counts events that nobody folds: their aggregate does', () => {
    cups
      .given(filled(), new CupWashed({ cupId: mug }))
      .when(filled())
      .then({ sequence: 3 });
  });

  it('begins with a snapshot, or goes on with one, of an aggregate as it is after the events before it', () => {
    const found = new CupSnapshot({ cupId: mug, millilitres: 30 });
    cups.given(found).when(filled()).then({ millilitres: 230, sequence: 1 });
    cups.given(filled(), filled()).when(found).then({ millilitres: 30, drinks: [], sequence: 2 });
  });

  it('hands folds the meta data that a test gives', () => {
    const time = '2030-01-31T23:59:59.000Z';
    cups.when(withMeta(filled(), { time })).then({ filledAt: new Date(time) });
  });

  it('leaves a scenario as it is, so that tests may share one', () => {
    const given = cups.given(filled());
    given.when(filled()).then({ millilitres: 400 });
    given.when(filled({ millilitres: 1 })).then({ millilitres: 201 });
  });

  it('knows when a row is gone, and when it is not', () => {
    cups.given(filled()).when(broken).thenNothing();
    expect(() => cups.when(filled()).thenNothing()).toThrow(/^There is a row 0190c5d2-7a10.*: Cup/);
  });

  it('tells several rows apart', () => {
    const outcome = cups.when(filled(), filled({ cupId: glass, drink: 'gin' }));
    outcome.row(mug).then({ drinks: ['water'] });
    outcome.row(glass).then({ drinks: [/^g/] });
    outcome.row('0190c5d2-7a10-7c3e-9f00-6d2b1f5a0003').thenNothing();
    expect([...outcome.rows.keys()]).toEqual([mug, glass]);
    expect(() => outcome.then({ id: mug })).toThrow(
      /belong to several rows \(.*\)\. Say which: \.row\(key\)/,
    );
  });

  it('takes an instance, and rows that are keyed by something else', () => {
    projection(new DrinksProjection(10))
      .given(filled(), filled({ cupId: glass }))
      .when(filled({ cupId: glass }))
      .then({ name: 'water', cups: 13 });
  });

  it('understands the matchers of a test runner', () => {
    cups.when(filled()).then({ millilitres: expect.any(Number), drinks: expect.arrayContaining(['water']) });
    expect(() => cups.when(filled()).then({ millilitres: expect.any(String) })).toThrow(/Any<String>/);
  });

  it('says of each value that is not as expected what it is instead', () => {
    const wrong = () =>
      cups
        .given(filled())
        .when(filled())
        .then({ millilitres: 1, drinks: ['water', 'tea'] });
    expect(wrong).toThrow(
      `The row ${mug} is not as expected.\n  millilitres: expected 1, but it is 400\n  drinks[1]: expected 'tea', but it is 'water'`,
    );
  });

  it('says which rows there are when the one is not there', () => {
    expect(() => cups.given(filled()).when(broken).then({ id: mug })).toThrow(
      `There is no row ${mug}. The read model is empty.`,
    );
    expect(() => cups.given(filled()).when(filled()).row(glass).then({})).toThrow(`There are ${mug}.`);
  });

  it('finds a failure in the line of the test', () => {
    const here = new Error().stack?.split('\n')[1]?.match(/projection-kit\.spec\.ts:(\d+)/)?.[1];
    try {
      cups.when(filled()).then({ millilitres: 1 });
      throw new Error('no failure');
    } catch (error) {
      const line = Number((error as Error).stack?.match(/at .*projection-kit\.spec\.ts:(\d+)/)?.[1]);
      expect(line).toBe(Number(here) + 2);
    }
  });

  describe('fails with what would go wrong in a service', () => {
    it('an event that breaks its contract, naming the field', () => {
      const invalid = () => cups.when(filled({ millilitres: 0.5 })).then({});
      expect(invalid).toThrow(InvalidPayloadError);
      expect(invalid).toThrow(/kit\.cup-filled\.v1: millilitres: millilitres must be an integer/);
    });

    it('a fold that throws, in what is given too', () => {
      const poison = filled({ drink: 'poison' });
      const place = `kit.cup-filled.v1, event 1 of cup/${mug}, cannot be folded: nobody drinks that`;
      expect(() => cups.when(poison).then({})).toThrow(place);
      expect(() => cups.given(poison).when(filled())).toThrow(place);
      cups.when(poison).thenIsParked(/nobody drinks that/);
      expect(() => cups.when(filled()).thenIsParked(/./)).toThrow('all were folded');
      expect(() => cups.when(poison).thenIsParked(/something else/)).toThrow(/expected \/something else\//);
    });

    it('a fold that changes the event', () => {
      cups.when(filled({ drink: 'cola' })).thenIsParked(/read only property 'millilitres'/);
    });

    it('a row that the table would not give back', () => {
      const half = filled({ millilitres: 25, drink: 'half' });
      cups.when(half).thenIsParked(/Cup\.millilitres must be a whole number, not 12\.5/);
    });

    it('a subject that is spelled otherwise in the table', () => {
      expect(() => cups.when(filled({ cupId: mug.toUpperCase() })).then({})).toThrow(
        /two aggregates would share a row/,
      );
    });

    it('a snapshot that breaks its contract, or that the projection never asks for', () => {
      const half = new CupSnapshot({ cupId: mug, millilitres: 0.5 });
      expect(() => cups.when(half).then({})).toThrow(/kit\.cup-snapshot\.v1: millilitres/);
      expect(() => cups.when(new CupSnapshotV2({ cupId: mug })).then({})).toThrow(
        'CupsProjection never asks for a CupSnapshotV2: no method of it has @On(CupSnapshotV2).',
      );
    });

    it('an event that the projection never sees', () => {
      expect(() => cups.when(new SpoonBent({ spoonId: mug })).then({})).toThrow(
        'CupsProjection never sees a SpoonBent: it follows no aggregate "spoon" of kit.',
      );
    });
  });

  it('says so when it is awaited too early', async () => {
    const outcome: unknown = cups.when(filled()); // as it is, the compiler refuses to await it
    await expect(Promise.resolve(outcome)).rejects.toThrow(/This is not a promise/);
  });

  it('asks which row is meant when no fold was called', () => {
    expect(() => cups.when(new CupWashed({ cupId: mug })).then({})).toThrow(/Say which: \.row\(key\)/);
  });
});
