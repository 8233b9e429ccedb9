import fc from 'fast-check';
import { heldOnly, streamsOf, type Batch } from './batch';
import { applyAll } from './isolation';
import { FoldError } from '../projection-errors';
import { BatchRefusedError } from './failures';
import type { StreamEvent } from '../streams/stream-event';

/**
 * Transactions on a database of which some events are poisoned: one that would apply such an event fails as a whole, as
 * the table's refusal makes it. It remembers what was committed.
 */
class RefusingTable {
  readonly applied: string[] = [];
  readonly parked: string[] = [];
  transactions = 0;
  private readonly gates = new Map<string, number>();
  private readonly held = new Map<string, Set<number>>();

  constructor(private readonly poisoned: ReadonlySet<string>) {}

  readonly run = (batch: Batch): Promise<string[]> => {
    this.transactions += 1;
    const plans = streamsOf(batch).map((stream) => this.plan(stream, batch));
    for (const { due, condemned } of plans) {
      const refused = due.find((name) => this.poisoned.has(name));
      if (refused && !condemned) return Promise.reject(refusal(`${refused} is refused`, due));
    }
    return Promise.resolve(plans.filter((plan) => this.commit(plan)).map(({ stream }) => stream));
  };

  private plan(stream: string, { events, limit, condemned }: Batch) {
    const waiting = new Set(this.held.get(stream));
    events.filter((its) => its.stream === stream).forEach((its) => waiting.add(its.sequence));
    const due: string[] = [];
    let next = (this.gates.get(stream) ?? 0) + 1;
    for (; waiting.has(next) && due.length < limit; next += 1) {
      waiting.delete(next);
      due.push(`${stream}${next}`);
    }
    return { stream, due, waiting, next, condemned };
  }

  private commit({ stream, due, waiting, next, condemned }: ReturnType<RefusingTable['plan']>): boolean {
    this.held.set(stream, waiting);
    if (condemned) {
      this.parked.push(due[0] as string);
      return false;
    }
    this.applied.push(...due);
    this.gates.set(stream, next - 1);
    return waiting.has(next);
  }
}

const event = (name: string) => ({ stream: name.charAt(0), sequence: Number(name.slice(1)) }) as StreamEvent;
const refusal = (why: string, due: string[]) => new BatchRefusedError(new FoldError(why), due.map(event));
const batchOf = (names: string[]): Batch => ({ ...heldOnly([]), events: names.map(event) });

describe('applyAll', () => {
  it('takes one transaction when nothing is wrong', async () => {
    const table = new RefusingTable(new Set());
    await applyAll(batchOf(['a1', 'b1', 'a2']), table.run);
    expect(table.transactions).toBe(1);
    expect(table.applied).toEqual(['a1', 'a2', 'b1']);
  });

  it('goes on until nothing is left unfinished', async () => {
    const asked: string[][] = [];
    await applyAll(batchOf(['a1', 'b1']), (batch) => {
      asked.push(streamsOf(batch));
      return Promise.resolve(asked.length < 3 ? ['b'] : []);
    });
    expect(asked).toEqual([['a', 'b'], ['b'], ['b']]);
  });

  it('parks the one event that is refused, and applies all others that can be', async () => {
    const table = new RefusingTable(new Set(['b2']));
    await applyAll(batchOf(['a1', 'b1', 'b2', 'b3', 'c1', 'a2', 'd1']), table.run);
    expect(table.parked).toEqual(['b2']);
    expect([...table.applied].sort()).toEqual(['a1', 'a2', 'b1', 'c1', 'd1']);
  });

  it('throws on what is no refusal', async () => {
    await expect(
      applyAll(batchOf(['a1']), () => Promise.reject(new Error('connection lost'))),
    ).rejects.toThrow('connection lost');
  });

  it('throws a refusal that it cannot pin on anything: nothing may be given up for it', async () => {
    const unusable = [{}] as Batch['unusable'];
    const refuse = () => Promise.reject(refusal('cannot even park it', []));
    await expect(applyAll({ ...heldOnly([]), unusable }, refuse)).rejects.toThrow('cannot even park it');
  });

  it('does not park an innocent event when another replica has dealt with the refused one meanwhile', async () => {
    const asked: (number | undefined)[] = [];
    await applyAll(batchOf(['a1', 'a2']), ({ condemned, limit }) => {
      asked.push(condemned?.sequence);
      if (condemned) return Promise.resolve([]); // it is no longer the next: applied like any other
      return Promise.reject(refusal('refused', limit === 1 ? ['a1'] : ['a1', 'a2']));
    });
    expect(asked).toEqual([undefined, undefined, 1]);
  });

  it('gives up nothing when parking the condemned event is refused too', async () => {
    const run = () => Promise.reject(refusal('refused', ['a1']));
    await expect(applyAll(batchOf(['a1', 'a2']), run)).rejects.toThrow('refused');
  });

  it('tries messages that have no place apart from events, each half by itself', async () => {
    const sizes: number[] = [];
    const batch: Batch = { ...batchOf(['a1']), unusable: [{}, {}, {}] as Batch['unusable'] };
    await applyAll(batch, ({ events, unusable }) => {
      sizes.push(events.length + unusable.length);
      return events.length + unusable.length > 1
        ? Promise.reject(refusal('too many', []))
        : Promise.resolve([]);
    });
    expect(sizes).toEqual([4, 1, 3, 1, 2, 1, 1]);
  });

  it('parks the first refused event of each stream and nothing else, in few transactions', async () => {
    const lengths = fc.record({ a: fc.nat(8), b: fc.nat(8), c: fc.nat(20), d: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(
        lengths,
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: 9 })), {
          maxLength: 3,
        }),
        async (its, bad) => {
          const poisoned = new Set(bad.map(([stream, n]) => `${stream}${n}`));
          const names = Object.entries(its).flatMap(([stream, count]) =>
            Array.from({ length: count }, (_, index) => `${stream}${index + 1}`),
          );
          const table = new RefusingTable(poisoned);
          await applyAll(batchOf(names), table.run);
          const stopsAt = new Map(
            [...poisoned]
              .filter((name) => names.includes(name))
              .sort()
              .reverse()
              .map((name) => [name.charAt(0), Number(name.slice(1))]),
          );
          expect(table.parked.sort()).toEqual([...stopsAt].map(([stream, n]) => `${stream}${n}`).sort());
          expect(table.applied.sort()).toEqual(
            names.filter((name) => Number(name.slice(1)) < (stopsAt.get(name.charAt(0)) ?? Infinity)).sort(),
          );
          expect(table.transactions).toBeLessThanOrEqual(2 + 16 * (poisoned.size + 1));
        },
      ),
    );
  });
});
