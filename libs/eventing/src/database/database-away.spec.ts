import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { isDatabaseAway } from './database-away';

const coded = (code: string) => Object.assign(new Error('no'), { code });

describe('isDatabaseAway', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '53300'])('is so for %s', (code) => {
    expect(isDatabaseAway(coded(code))).toBe(true);
  });

  it('is so for what TypeORM wraps around the driver and Node around several addresses', () => {
    expect(isDatabaseAway(new QueryFailedError('select 1', [], coded('57P01')))).toBe(true);
    expect(isDatabaseAway(new AggregateError([coded('ECONNREFUSED')]))).toBe(true);
  });

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])(
    'is so for "%s"',
    (text) => {
      expect(isDatabaseAway(new Error(text))).toBe(true);
    },
  );

  it('is so for a connection that TypeORM let go of because it broke', () => {
    expect(isDatabaseAway(new QueryRunnerAlreadyReleasedError())).toBe(true);
    expect(isDatabaseAway(new QueryRunnerProviderAlreadyReleasedError())).toBe(true);
  });

  it('is not so for a refused statement, another error or no error', () => {
    expect(isDatabaseAway(new QueryFailedError('insert', [], coded('23505')))).toBe(false);
    expect(isDatabaseAway(coded('40001'))).toBe(false);
    expect(isDatabaseAway('ECONNREFUSED')).toBe(false);
  });
});
