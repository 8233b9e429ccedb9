import { topicMatches } from '../broker/topic-pattern';
import { ContractError } from './errors';
import { contractOf, findContract, IntegrationEvent } from './integration-event';
import { Payload } from './payload';
import { EVERY_PUBLIC_EVENT } from './routing-key';

@IntegrationEvent({
  type: 'library.book-lent',
  version: 2,
  aggregate: 'book',
  subject: (e: BookLent) => e.bookId,
})
class BookLent extends Payload<BookLent> {
  readonly bookId!: string;
}

describe('@IntegrationEvent', () => {
  it('derives everything a contract needs from its declaration', () => {
    expect(contractOf(BookLent)).toMatchObject({
      service: 'library',
      cloudEventType: 'library.book-lent.v2',
      routingKey: 'book-lent.v2',
      aggregate: 'book',
      eventClass: BookLent,
    });
    expect(contractOf(BookLent).subject(new BookLent({ bookId: 'b-1' }))).toBe('b-1');
  });

  it('finds a contract by the type on the wire', () => {
    expect(findContract('library.book-lent.v2')?.eventClass).toBe(BookLent);
    expect(findContract('library.book-lent.v3')).toBeUndefined();
  });

  it('sends what is confidential only to who names it', () => {
    @IntegrationEvent({
      type: 'library.pin-chosen',
      version: 1,
      aggregate: 'pin',
      subject: (e: PinChosen) => e.cardId,
      confidential: true,
    })
    class PinChosen extends Payload<PinChosen> {
      readonly cardId!: string;
    }
    const { routingKey, cloudEventType } = contractOf(PinChosen);
    expect(cloudEventType).toBe('library.pin-chosen.v1');
    expect(routingKey).toBe('confidential.pin-chosen.v1');
    expect(topicMatches(EVERY_PUBLIC_EVENT, routingKey)).toBe(false);
    expect(topicMatches(EVERY_PUBLIC_EVENT, contractOf(BookLent).routingKey)).toBe(true);
  });

  it('refuses what is confidential for an aggregate that projections may follow, whichever comes first', () => {
    const declare = (
      type: 'library.book-lost' | 'library.pin-lost',
      aggregate: string,
      confidential?: boolean,
    ) => IntegrationEvent({ type, version: 1, aggregate, subject: () => 'x', confidential })(class Lost {});
    expect(() => declare('library.book-lost', 'book', true)).toThrow(
      /Lost is confidential, and BookLent is not.*"book" of library\. Give Lost an aggregate of its own/,
    );
    expect(() => declare('library.pin-lost', 'pin')).toThrow(/PinChosen is confidential, and Lost is not/);
    expect(findContract('library.book-lost.v1')).toBeUndefined();
  });

  it('refuses two classes for one type and version, naming both', () => {
    expect(() =>
      IntegrationEvent({ type: 'library.book-lent', version: 2, aggregate: 'book', subject: () => 'x' })(
        class BookLentAgain {},
      ),
    ).toThrow(/BookLentAgain declares library\.book-lent\.v2, which BookLent declares already/);
  });

  it.each([
    ['a type without a service', { type: 'lent' as 'a.b', aggregate: 'book', version: 1 }],
    ['a type with three parts', { type: 'library.book.lent', aggregate: 'book', version: 1 }],
    ['camel case', { type: 'library.bookLent', aggregate: 'book', version: 1 }],
    ['an aggregate in capitals', { type: 'library.book-returned', aggregate: 'Book', version: 1 }],
    ['version 0', { type: 'library.book-returned', aggregate: 'book', version: 0 }],
  ] as const)('refuses %s', (_what, options) => {
    expect(() => IntegrationEvent({ ...options, subject: () => 'x' })(class Odd {})).toThrow(ContractError);
  });

  it('tells that a class is no integration event, and what to do', () => {
    expect(() => contractOf(class Plain {})).toThrow(
      /Plain is not an integration event. Decorate it with @IntegrationEvent/,
    );
  });
});
