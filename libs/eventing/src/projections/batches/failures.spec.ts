import { QueryFailedError } from 'typeorm';
import { isConflict, isRefusal, refusalOf } from './failures';
import { FoldError } from '../projection-errors';
import { RowsChangedError } from '../rows/row-table';

const fromDatabase = (code: string, more: object = {}) =>
  new QueryFailedError(
    'insert …',
    ['all the rows'],
    Object.assign(new Error('value too long'), { code, ...more }),
  );

describe('failures', () => {
  it.each(['22001', '22P05', '23505', '23514', '54000', 'P0001'])('%s is a refusal of the data', (code) => {
    expect([isRefusal(fromDatabase(code)), isConflict(fromDatabase(code))]).toEqual([true, false]);
  });

  it.each(['40001', '40P01'])('%s is a conflict with another transaction', (code) => {
    expect([isRefusal(fromDatabase(code)), isConflict(fromDatabase(code))]).toEqual([false, true]);
  });

  it.each(['57P01', '08006', '53100', '42P01', '25P03', 'ECONNREFUSED'])(
    '%s is neither: waiting may help',
    (code) => {
      expect([isRefusal(fromDatabase(code)), isConflict(fromDatabase(code))]).toEqual([false, false]);
    },
  );

  it('knows its own', () => {
    expect([isRefusal(new FoldError('no')), isConflict(new RowsChangedError('yes'))]).toEqual([true, true]);
    expect([isRefusal(undefined), isConflict('text'), isRefusal(new Error('any'))]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('tells a refusal without the rows of all the other events', () => {
    const more = { constraint: 'short', detail: 'Failing row contains (1, Ottilie).' };
    const told = refusalOf(fromDatabase('23514', more)) as Error;
    expect(told.message).toContain('value too long (23514, short)');
    expect(told.message).not.toContain('Ottilie');
    expect(JSON.stringify(told.cause)).not.toContain('all the rows');
  });
});
