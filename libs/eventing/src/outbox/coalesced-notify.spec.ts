import { Logger } from '@nestjs/common';
import type { DedicatedConnection } from '../database/dedicated-connection';
import { CoalescedNotify } from './coalesced-notify';

Logger.overrideLogger(false);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('tells at once, then at most once each few milliseconds, and the last nudge is never dropped', async () => {
  const sent: number[] = [];
  const started = performance.now();
  const query = () => Promise.resolve(void sent.push(performance.now() - started));
  const notify = new CoalescedNotify({ query } as unknown as DedicatedConnection);
  for (let elapsed = 0; elapsed < 50; elapsed++) {
    for (let commit = 0; commit < 20; commit++) notify.send();
    await jest.advanceTimersByTimeAsync(1);
  }
  await jest.advanceTimersByTimeAsync(10);
  expect(sent[0]).toBe(0);
  const pauses = sent.slice(1).map((time, index) => time - (sent[index] as number));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5);
  expect(sent.length).toBeGreaterThan(8);
  expect(sent.at(-1)).toBeGreaterThanOrEqual(49); // after the last commit
  await jest.advanceTimersByTimeAsync(100);
  expect(sent.at(-1)).toBeLessThan(60);
});

it('lives on when it cannot tell', async () => {
  const query = jest.fn(() => Promise.reject(new Error('gone')));
  const notify = new CoalescedNotify({ query } as unknown as DedicatedConnection);
  notify.send();
  await jest.advanceTimersByTimeAsync(10);
  notify.send();
  await jest.advanceTimersByTimeAsync(10);
  expect(query).toHaveBeenCalledTimes(2);
});
