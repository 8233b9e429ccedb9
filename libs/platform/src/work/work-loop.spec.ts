import { Logger } from '@nestjs/common';
import { WorkLoop } from './work-loop';

const NEVER_BY_ITSELF = 3_600_000;

/** A look that ends when it is told to. */
function slowLook() {
  const ends: (() => void)[] = [];
  const look = jest.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  return { look, endOne: () => ends.shift()?.() };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

let loop: WorkLoop | undefined;

afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await loop?.stop();
});

it('looks at once when it starts, and then as often as it is told to', async () => {
  jest.useFakeTimers();
  const look = jest.fn(() => Promise.resolve());
  loop = new WorkLoop({ name: 'Parcels', everyMs: 1_000, look });
  loop.start();
  await jest.advanceTimersByTimeAsync(0);
  expect(look).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(3_000);
  expect(look).toHaveBeenCalledTimes(4);
});

it('looks once more when it is woken during a look, however often', async () => {
  const { look, endOne } = slowLook();
  loop = new WorkLoop({ name: 'Parcels', everyMs: NEVER_BY_ITSELF, look });
  loop.start();
  await settled();
  loop.wake();
  loop.wake();
  expect(look).toHaveBeenCalledTimes(1);
  endOne();
  await settled();
  expect(look).toHaveBeenCalledTimes(2);
  endOne();
  await settled();
  expect(look).toHaveBeenCalledTimes(2);
});

it('does what comes before once for looks that follow each other', async () => {
  const { look, endOne } = slowLook();
  const begin = jest.fn(() => Promise.resolve());
  loop = new WorkLoop({ name: 'Parcels', everyMs: NEVER_BY_ITSELF, begin, look });
  loop.start();
  await settled();
  loop.wake();
  endOne();
  await settled();
  endOne();
  await settled();
  expect([begin.mock.calls.length, look.mock.calls.length]).toEqual([1, 2]);
});

it('tells of a look that failed, and looks again when it is woken', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  const look = jest.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('the database is away'));
  loop = new WorkLoop({ name: 'Parcels', everyMs: NEVER_BY_ITSELF, look });
  loop.start();
  await settled();
  expect(warn).toHaveBeenCalledWith(
    'Parcels could not be looked for; the next look comes by itself. Error: the database is away',
  );
  loop.wake();
  await settled();
  expect(look).toHaveBeenCalledTimes(2);
});

it('stops when the look that is underway has ended, and begins no other', async () => {
  const { look, endOne } = slowLook();
  loop = new WorkLoop({ name: 'Parcels', everyMs: NEVER_BY_ITSELF, look });
  loop.start();
  await settled();
  loop.wake();
  let hasStopped = false;
  const stopping = loop.stop().then(() => (hasStopped = true));
  await settled();
  expect([hasStopped, loop.isStopping]).toEqual([false, true]);
  endOne();
  await stopping;
  loop.wake();
  expect(look).toHaveBeenCalledTimes(1);
});
