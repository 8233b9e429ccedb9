import { Logger } from '@nestjs/common';
import { Patience } from './patience';
import { RowsChangedError } from '../rows/row-table';

describe('Patience', () => {
  const stop = new AbortController();
  let warn: jest.SpyInstance;

  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    jest.spyOn(Logger.prototype, 'log').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  function failing(times: number, error: unknown) {
    let failures = 0;
    return () => ((failures += 1) <= times ? Promise.reject(error) : Promise.resolve('done'));
  }

  it('tries until it succeeds; says meanwhile what it waits for, once', async () => {
    const patience = new Patience('p', stop.signal);
    const waits: (string | undefined)[] = [];
    const work = failing(3, new Error('connection refused'));
    const result = await patience.insist(() => {
      waits.push(patience.waitingFor);
      return work();
    });
    expect(result).toBe('done');
    expect(waits).toEqual([undefined, ...Array<string>(3).fill('connection refused')]);
    expect(patience.waitingFor).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('makes no fuss about a few conflicts between replicas', async () => {
    await new Patience('p', stop.signal).insist(failing(4, new RowsChangedError('appeared')));
    expect(warn).not.toHaveBeenCalled();
  });

  it('passes on what waiting cannot mend', async () => {
    const patience = new Patience('p', stop.signal);
    await expect(patience.insist(failing(1, new Error('refused')), () => true)).rejects.toThrow('refused');
  });

  it('ends its waiting when it is told to stop', async () => {
    const stopping = new AbortController();
    const patience = new Patience('p', stopping.signal);
    const insisting = patience.insist(failing(Infinity, new Error('away')));
    setImmediate(() => stopping.abort());
    await expect(insisting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
