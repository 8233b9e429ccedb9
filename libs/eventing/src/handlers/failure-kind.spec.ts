import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { InvalidPayloadError, PermanentError } from '../message/errors';
import { failureKind } from './failure-kind';
import { LeftUnsettled } from './left-unsettled';

const sqlError = (code: string) =>
  new QueryFailedError('select 1', [], Object.assign(new Error(`SQLSTATE ${code}`), { code }));

class NoSuchProduct extends Error {}
class NoSuchColour extends NoSuchProduct {}

describe('failureKind', () => {
  it.each([
    '08000',
    '08003',
    '08006',
    '08P01',
    '57P01',
    '57P02',
    '57P03',
    '53100',
    '53300',
    '58030',
    '25006',
  ])('SQLSTATE %s is infrastructure', (code) => expect(failureKind(sqlError(code))).toBe('infrastructure'));

  it.each(['40001', '40P01', '23505', '22003', '57014', '25P02', '42P01'])(
    'SQLSTATE %s is transient',
    (code) => expect(failureKind(sqlError(code))).toBe('transient'),
  );

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ETIMEDOUT'])('%s is infrastructure', (code) =>
    expect(failureKind(Object.assign(new Error(code), { code }))).toBe('infrastructure'),
  );

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'database "orders" is not currently accepting connections',
    'Cannot use a pool after calling end on the pool',
  ])('"%s" is infrastructure', (message) => expect(failureKind(new Error(message))).toBe('infrastructure'));

  it('a connection that broke between two statements is infrastructure', () => {
    expect(failureKind(new QueryRunnerAlreadyReleasedError())).toBe('infrastructure');
  });

  it('looks behind wrappers, and never round in circles', () => {
    expect(
      failureKind(new Error('could not load', { cause: new Error('x', { cause: sqlError('57P01') }) })),
    ).toBe('infrastructure');
    const circular = new Error('circle');
    circular.cause = circular;
    expect(failureKind(circular)).toBe('transient');
    const ownPart = new AggregateError([new Error('part')]);
    ownPart.errors.push(ownPart);
    expect(failureKind(ownPart)).toBe('transient');
  });

  it('PermanentError, what extends it, and the classes the handler names are permanent', () => {
    expect(failureKind(new PermanentError('abolished'))).toBe('permanent');
    expect(failureKind(new InvalidPayloadError('no'))).toBe('permanent');
    expect(failureKind(new NoSuchColour(), [NoSuchProduct])).toBe('permanent');
    expect(failureKind(new NoSuchProduct(), [NoSuchColour])).toBe('transient');
  });

  it('an aggregate is permanent only when all of it is, and infrastructure when any of it is', () => {
    const permanent = new PermanentError('p');
    expect(failureKind(new AggregateError([permanent, permanent]))).toBe('permanent');
    expect(failureKind(new AggregateError([permanent, new Error('t')]))).toBe('transient');
    expect(failureKind(new AggregateError([permanent, sqlError('57P01')]))).toBe('infrastructure');
    expect(failureKind(new AggregateError([]))).toBe('transient');
  });

  it.each([undefined, null, 'text', 7, {}])('%p, which is no error, is transient', (thrown) =>
    expect(failureKind(thrown)).toBe('transient'),
  );

  it('knows a consumer that is stopping', () => expect(failureKind(new LeftUnsettled())).toBe('stopping'));
});
