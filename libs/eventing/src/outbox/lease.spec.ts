import type { DedicatedConnection } from '../database/dedicated-connection';
import { Lease } from './lease';
import { RENEW } from './sql/lease.sql';

const LEASE_MS = 9_000;

let renewals: ((rows: object[]) => void)[];
let lease: Lease;

beforeEach(async () => {
  jest.useFakeTimers();
  renewals = [];
  const query = (text: string) =>
    text === RENEW
      ? new Promise<object[]>((resolve) => renewals.push(resolve))
      : Promise.resolve([{ fence: 1 }]);
  const connection = { query } as unknown as DedicatedConnection;
  lease = (await Lease.tryAcquire(connection, 'me', LEASE_MS)) as Lease;
});
afterEach(() => jest.useRealTimers());

it('is renewed as long as it is held', async () => {
  for (let renewed = 1; renewed <= 10; renewed++) {
    await jest.advanceTimersByTimeAsync(LEASE_MS / 3);
    expect(renewals).toHaveLength(renewed);
    renewals.at(-1)?.([{ held: true }]);
  }
  await jest.advanceTimersByTimeAsync(0);
  expect(lease.isValid).toBe(true);
});

it.each([
  ['was renewed', [{ held: true }]],
  ['is somebody else’s', []],
])(
  'is no right to relay once it was let go, also when a renewal under way says that it %s',
  async (_, rows) => {
    await jest.advanceTimersByTimeAsync(LEASE_MS / 3);
    await lease.release();
    expect(lease.isValid).toBe(false);
    renewals[0]?.(rows);
    await jest.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(lease.isValid).toBe(false);
    expect(lease.lost.aborted).toBe(false);
    expect(renewals).toHaveLength(1);
  },
);
