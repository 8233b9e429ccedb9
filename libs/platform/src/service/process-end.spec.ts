import { Logger } from '@nestjs/common';
import { endWhenStoppingHangs, fail } from './process-end';
import { StartError } from './start-error';

const SIGNAL = 'SIGUSR2'; // any that jest does not listen to

let exit: jest.SpyInstance;
let fatal: jest.SpyInstance;

beforeEach(() => {
  jest.useFakeTimers();
  exit = jest.spyOn(process, 'exit').mockReturnValue(undefined as never);
  fatal = jest.spyOn(Logger.prototype, 'fatal').mockReturnValue();
  jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
});

afterEach(() => {
  process.removeAllListeners(SIGNAL);
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe('a service that was told to stop', () => {
  it('is given time', () => {
    endWhenStoppingHangs([SIGNAL]);
    process.emit(SIGNAL);
    jest.advanceTimersByTime(25_000);
    expect(exit).not.toHaveBeenCalled();
  });

  it('ends when it takes too long', () => {
    endWhenStoppingHangs([SIGNAL]);
    process.emit(SIGNAL);
    jest.advanceTimersByTime(30_000);
    expect(exit).toHaveBeenCalledWith(1);
  });

  it('ends at once on a second signal', () => {
    endWhenStoppingHangs([SIGNAL]);
    process.emit(SIGNAL);
    process.emit(SIGNAL);
    expect(exit).toHaveBeenCalledWith(1);
  });
});

describe('what prevents a service from starting', () => {
  it('is told in its own words when it is meant for people', () => {
    fail('orders could not start', new StartError('Port 3004 is taken.'));
    expect(fatal.mock.calls).toEqual([['Port 3004 is taken.']]);
    expect(exit).toHaveBeenCalledWith(1);
  });

  it('is told with its stack when nobody expected it', () => {
    const error = new Error('boom');
    fail('orders could not start', error);
    expect(fatal.mock.calls).toEqual([['orders could not start: Error: boom', error.stack]]);
  });
});
