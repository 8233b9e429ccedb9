import 'reflect-metadata';
import { IsString } from 'class-validator';
import { IntegrationEvent } from '../message/integration-event';
import type { EventMeta } from './event-meta';
import { On } from './on.decorator';
import { readDefinition } from './projection-definition';
import { Projection } from './projection.decorator';

@IntegrationEvent({
  type: 'library.book-lent',
  version: 1,
  aggregate: 'book',
  subject: (e: BookLent) => e.bookId,
})
class BookLent {
  @IsString() bookId!: string;
}

@IntegrationEvent({
  type: 'library.book-lost',
  version: 1,
  aggregate: 'book',
  subject: (e: BookLost) => e.bookId,
})
class BookLost {
  @IsString() bookId!: string;
}

@IntegrationEvent({
  type: 'members.member-left',
  version: 1,
  aggregate: 'member',
  subject: (e: MemberLeft) => e.memberId,
})
class MemberLeft {
  @IsString() memberId!: string;
}

@IntegrationEvent({
  type: 'members.pin-chosen',
  version: 1,
  aggregate: 'pin',
  subject: (e: PinChosen) => e.memberId,
  confidential: true,
})
class PinChosen {
  @IsString() memberId!: string;
}

class Shelf {
  id!: string;
  books!: number;
}

const META = { subject: 'b' } as EventMeta;

describe('readDefinition', () => {
  it('finds the folds, bound to the projection', () => {
    @Projection({
      name: 'shelves',
      into: Shelf,
      key: (event: { bookId: string }) => `shelf of ${event.bookId}`,
    })
    class Shelves {
      private readonly step = 2;
      @On(BookLent) lent(row: Shelf | undefined, event: BookLent): Shelf {
        return { id: event.bookId, books: (row?.books ?? 10) - this.step };
      }
      @On(BookLost) lost(): undefined {
        return undefined;
      }
      notAFold(): void {}
    }
    const definition = readDefinition(new Shelves());
    expect(definition).toMatchObject({ name: 'shelves', into: Shelf });
    expect([...definition.folds.keys()]).toEqual(['library.book-lent.v1', 'library.book-lost.v1']);
    expect(definition.folds.get('library.book-lent.v1')?.apply(undefined, { bookId: 'b' }, META)).toEqual({
      id: 'b',
      books: 8,
    });
    expect(definition.key({ bookId: 'b' }, META)).toBe('shelf of b');
    expect(definition.followed.services).toEqual(['library']);
  });

  it('lets one method fold several events, and inherits folds', () => {
    abstract class Touching {
      @On(BookLent) @On(BookLost) touched(row: Shelf): Shelf {
        return row;
      }
    }
    @Projection({ name: 'shelves', into: Shelf })
    class Shelves extends Touching {}
    expect([...readDefinition(new Shelves()).folds.keys()].sort()).toEqual([
      'library.book-lent.v1',
      'library.book-lost.v1',
    ]);
  });

  it('rows belong to aggregates only where nothing else is possible: one aggregate, its subject as the key', () => {
    @Projection({ name: 'one', into: Shelf })
    class OfOneAggregate {
      @On(BookLent) lent(row: Shelf): Shelf {
        return row;
      }
    }
    @Projection({ name: 'two', into: Shelf })
    class OfTwoAggregates {
      @On(BookLent) lent(row: Shelf): Shelf {
        return row;
      }
      @On(MemberLeft) left(row: Shelf): Shelf {
        return row;
      }
    }
    @Projection({ name: 'keyed', into: Shelf, key: (event: { bookId: string }) => event.bookId })
    class WithAKey {
      @On(BookLent) lent(row: Shelf): Shelf {
        return row;
      }
    }
    const definitions = [new OfOneAggregate(), new OfTwoAggregates(), new WithAKey()].map(readDefinition);
    expect(definitions.map((its) => its.rowsBelongToAggregates)).toEqual([true, false, false]);
    expect(definitions[0]?.key({}, META)).toBe('b');
    expect(definitions[1]?.followed.services).toEqual(['library', 'members']);
  });

  it.each([
    ['no fold', class {}, { name: 'p', into: Shelf }, /folds no event: put @On/],
    [
      'a name that is not kebab case',
      class {},
      { name: 'Shelves!', into: Shelf },
      /"Shelves!" is no name .* kebab case/,
    ],
    ['no entity', class {}, { name: 'p' }, /"into" must be the entity class/],
    [
      'a key that is no function',
      class {},
      { name: 'p', into: Shelf, key: 'bookId' },
      /"key" must be a function/,
    ],
    [
      'an unknown option',
      class {},
      { name: 'p', into: Shelf, batch: 7 },
      /"batch" is not an option of @Projection; there are name, into, key/,
    ],
  ])('refuses %s', (_what, projection, options, message) => {
    Projection(options as never)(projection);
    expect(() => readDefinition(new projection())).toThrow(message);
  });

  it('refuses two folds for one event, and names both', () => {
    @Projection({ name: 'p', into: Shelf })
    class Doubled {
      @On(BookLent) first(row: Shelf): Shelf {
        return row;
      }
      @On(BookLent) second(row: Shelf): Shelf {
        return row;
      }
    }
    expect(() => readDefinition(new Doubled())).toThrow(
      /Doubled: first and second both fold library.book-lent.v1/,
    );
  });

  it('refuses a fold that waits', () => {
    @Projection({ name: 'p', into: Shelf })
    class Waiting {
      @On(BookLent) async lent(row: Shelf): Promise<Shelf> {
        return Promise.resolve(row);
      }
    }
    expect(() => readDefinition(new Waiting())).toThrow(/lent is async/);
  });

  it('refuses a class that is no projection, and an event that is none', () => {
    expect(() => readDefinition(new Shelf())).toThrow(/Shelf is not decorated with @Projection/);
    expect(() => On(Shelf)).toThrow(/Shelf is not an integration event/);
  });

  it('refuses to fold what is confidential: it would wait for it in vain', () => {
    @Projection({ name: 'pins', into: Shelf })
    class Pins {
      @On(PinChosen) chosen(): undefined {
        return undefined;
      }
    }
    expect(() => readDefinition(new Pins())).toThrow(
      /chosen folds members\.pin-chosen\.v1, which is confidential/,
    );
  });
});
