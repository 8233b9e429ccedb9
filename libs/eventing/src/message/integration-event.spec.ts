import { ContractError } from './errors';
import { contractOf, findContract, IntegrationEvent } from './integration-event';
import { Payload } from './payload';

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
