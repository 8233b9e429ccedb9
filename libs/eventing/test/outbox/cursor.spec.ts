import fc from 'fast-check';
import { Cursor } from '../../src/outbox/cursor/cursor';
import type { Gap } from '../../src/outbox/cursor/gap';
import { ParkingLot } from '../../src/outbox/cursor/parking-lot';
import type { Snapshot } from '../../src/outbox/cursor/snapshot';
import { ModelCluster, type ModelRow } from './support/model-cluster';
import { ModelRelay, type Faults } from './support/model-relay';

type Step =
  | { do: 'begin' | 'early xid' | 'foreign' | 'turn' | 'checkpoint' | 'crash' }
  | { do: 'write'; key: string }
  | { do: 'commit' | 'rollback'; which: number }
  | { do: 'skip' | 'wait'; amount: number };

interface World {
  limit: number;
  steps: Step[];
}

const just = <K extends Step['do']>(...names: K[]) => fc.constantFrom(...names.map((name) => ({ do: name })));

const step = fc.oneof(
  { weight: 3, arbitrary: just('begin', 'foreign', 'early xid') },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('write' as const), key: fc.constantFrom('a', 'b', 'c', 'd') }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('commit' as const, 'rollback' as const), which: fc.nat(9) }),
  },
  { weight: 6, arbitrary: just('turn') },
  { weight: 2, arbitrary: just('checkpoint', 'crash') },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('skip' as const), amount: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), amount: fc.integer({ min: 50, max: 400 }) }),
  },
) as fc.Arbitrary<Step>;

const world: fc.Arbitrary<World> = fc.record({
  limit: fc.integer({ min: 1, max: 6 }),
  steps: fc.array(step, { minLength: 5, maxLength: 80, size: 'max' }),
});

/** Lets the steps happen, brings everything to an end, and tells what went wrong. */
function play({ limit, steps }: World, faults: Faults = {}, xidFirst = true): string[] {
  const cluster = new ModelCluster();
  const relay = new ModelRelay(cluster, limit, faults);
  steps.forEach((next, index) => happen(next, cluster, relay, xidFirst, index));
  while (cluster.open[0]) {
    cluster.assignXid(cluster.open[0]);
    cluster.end(cluster.open[0], 'commit');
  }
  for (let quiet = 0; quiet < 3;) {
    const before = relay.published.length;
    relay.now += 400;
    relay.turn();
    quiet = relay.published.length === before ? quiet + 1 : 0;
  }
  const { openGaps, parkedGaps } = relay.cursor;
  const left = openGaps + parkedGaps > 0 ? [`${openGaps} open and ${parkedGaps} parked gaps are left`] : [];
  return [...lost(cluster, relay), ...backward(relay.published), ...left];
}

function happen(
  next: Step,
  cluster: ModelCluster,
  relay: ModelRelay,
  xidFirst: boolean,
  index: number,
): void {
  const newest = cluster.open.at(-1);
  if (next.do === 'begin') cluster.begin();
  else if (next.do === 'foreign' || next.do === 'early xid') cluster.assignXid(cluster.begin());
  else if (next.do === 'turn') relay.turn();
  else if (next.do === 'checkpoint') relay.checkpoint();
  else if (next.do === 'crash') relay.crash();
  else if (next.do === 'wait') relay.now += next.amount;
  else if (next.do === 'skip') cluster.skipPositions(next.amount);
  else if (next.do === 'write') {
    const writer = cluster.open[index % Math.max(1, cluster.open.length)] ?? newest ?? cluster.begin();
    if (xidFirst) cluster.assignXid(writer);
    cluster.write(writer, next.key);
  } else if (next.do === 'commit' || next.do === 'rollback') {
    const transaction = cluster.open[next.which % Math.max(1, cluster.open.length)];
    if (!transaction) return;
    if (transaction.rows.length > 0) cluster.assignXid(transaction);
    cluster.end(transaction, next.do);
  }
}

function lost(cluster: ModelCluster, relay: ModelRelay): string[] {
  const sent = new Set(relay.published.map(({ position }) => position));
  return cluster.committed
    .filter(({ position }) => !sent.has(position))
    .map(({ position }) => `${position} is lost`);
}

/** By first publication: what a crash repeats may go back. */
function backward(published: ModelRow[]): string[] {
  const last = new Map<string, number>();
  return published.flatMap(({ key, sequence }) => {
    const before = last.get(key) ?? 0;
    last.set(key, Math.max(before, sequence));
    return sequence > before + 1 ? [`${key}: ${sequence} came right after ${before}`] : [];
  });
}

/** Whether some world shows that a relay with this fault loses events or their order. */
function isFoundOut(faults: Faults, xidFirst = true): boolean {
  const property = fc.property(world, (some) => play(some, faults, xidFirst).length === 0);
  return fc.check(property, { numRuns: 20_000, endOnFailure: true }).failed;
}

describe('the cursor', () => {
  it('loses nothing, keeps each key in order and leaves no gap, whatever commits, rolls back, lasts or crashes', () => {
    fc.assert(
      fc.property(world, (some) => {
        expect(play(some)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('parks no gap by a snapshot that may not know all its owners', () => {
    const gap = { low: 1, high: 1, bound: 100, since: 0 };
    const cursor = new Cursor(1, [gap]);
    const answer = (snapshot: Snapshot) => cursor.take({ snapshot, late: [], next: [] }, 10, 10_000);
    answer({ xmin: 50, xmax: 60, running: new Set([50]) }); // who runs between 60 and 100 it does not say
    expect([cursor.openGaps, cursor.parkedGaps]).toEqual([1, 0]);
    answer({ xmin: 50, xmax: 101, running: new Set([50, 70]) });
    expect([cursor.openGaps, cursor.parkedGaps]).toEqual([0, 1]);
  });

  describe('would lose events, or their order, as this test shows, if', () => {
    it('the bound were the snapshot’s xmax: an owner may be running above it', () => {
      expect(isFoundOut({ bound: (cluster) => cluster.snapshot().xmax })).toBe(true);
    });

    it('positions were taken before transaction ids', () => {
      expect(isFoundOut({}, false)).toBe(true);
    });

    it('gaps were closed by an answer that was cut off by its limit', () => {
      expect(isFoundOut({ believedLimit: (limit) => limit + 1 })).toBe(true);
    });

    it('parked gaps were not asked for again when an owner has ended', () => {
      class Forgetful extends ParkingLot {
        override release(): [] {
          return [];
        }
      }
      expect(isFoundOut({ newLot: (parked) => new Forgetful(parked) })).toBe(true);
    });

    it('the answer that tells of the ended owner were used: it may hold successors of what is parked', () => {
      class OneAnswerLate extends ParkingLot {
        private due: Gap[] = [];
        override release(snapshot: Snapshot): Gap[] {
          const due = this.due;
          this.due = super.release(snapshot);
          return due;
        }
      }
      expect(isFoundOut({ newLot: (parked) => new OneAnswerLate(parked) })).toBe(true);
    });
  });
});
