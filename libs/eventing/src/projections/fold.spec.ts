import fc from 'fast-check';
import type { EventMeta } from './event-meta';
import { fold, type RefusedEvent } from './fold';
import { sequence, streamsThatNeedHeld, type Gate } from './streams/sequencing';
import type { StreamEvent } from './streams/stream-event';

interface Row {
  key: string;
  sum: number;
  seen: number[];
}

interface Spec {
  stream: string;
  sequence: number;
  key: string;
  amount: number;
  poisoned?: boolean;
}

const accept = (_key: string, row: object) => Object.freeze(row);

function add(row: object | undefined, event: object, { sequence: n }: EventMeta): Row {
  const { key, amount, poisoned } = event as Spec;
  if (poisoned) throw new Error('poisoned');
  const { sum = 0, seen = [] } = (row as Row | undefined) ?? {};
  return { key, sum: sum + amount, seen: [...seen, n] };
}

function event(spec: Spec, changes: Partial<StreamEvent> = {}): StreamEvent {
  const meta = { sequence: spec.sequence } as EventMeta;
  return {
    stream: spec.stream,
    sequence: spec.sequence,
    envelope: {} as never,
    body: JSON.stringify(spec),
    message: {} as never,
    failure: undefined,
    step: { fold: { reading: {} as never, apply: add }, key: spec.key, payload: spec, meta },
    ...changes,
  };
}

const spec = (name: string, key = 'k'): Spec => ({
  stream: name.charAt(0),
  sequence: Number(name.slice(1)),
  key,
  amount: 1,
});
const named = (all: RefusedEvent[]) => all.map(({ event: { stream, sequence: n } }) => `${stream}${n}`);

describe('fold', () => {
  it('folds events into rows one after the other', () => {
    const outcome = fold([event(spec('a1')), event(spec('a2'))], new Map([['k', undefined]]), accept);
    expect(outcome.rows.get('k')).toEqual({ key: 'k', sum: 2, seen: [1, 2] });
    expect(outcome.gates).toEqual(new Map([['a', 2]]));
  });

  it('parks what fails, stops its stream there, and goes on with all others', () => {
    const due = [spec('a1'), { ...spec('a2'), poisoned: true }, spec('b1'), spec('a3')].map((its) =>
      event(its),
    );
    const outcome = fold(due, new Map(), accept);
    expect(named(outcome.parked)).toEqual(['a2']);
    expect(outcome.blocked.map(({ sequence: n }) => n)).toEqual([3]);
    expect(Object.fromEntries(outcome.gates)).toEqual({ a: 1, b: 1 });
    expect(outcome.rows.get('k')).toMatchObject({ sum: 2 });
  });

  it('parks what could not be read when its turn comes', () => {
    const error = new Error('invalid payload');
    const outcome = fold([event(spec('a1'), { step: undefined, failure: { error } })], new Map(), accept);
    expect(outcome.parked).toEqual([{ event: expect.anything(), error }]);
    expect(outcome.gates.size).toBe(0);
  });

  it('moves the gate on for an event without a fold', () => {
    const outcome = fold([event(spec('a1'), { step: undefined })], new Map(), accept);
    expect(Object.fromEntries(outcome.gates)).toEqual({ a: 1 });
  });

  it.each([
    ['null', null],
    ['a number', 7],
    ['a promise', Promise.resolve({})],
  ])('parks an event whose fold returns %s', (what, result) => {
    const broken = event(spec('a1'));
    const step = { ...broken.step, fold: { reading: {} as never, apply: () => result } };
    const outcome = fold([{ ...broken, step } as StreamEvent], new Map(), accept);
    expect(String(outcome.parked[0]?.error)).toContain(`returned ${what === 'null' ? 'null' : what}`);
  });

  it('removes a row, and folds into a new one after it', () => {
    const gone = event(spec('a2'));
    const step = { ...gone.step, fold: { reading: {} as never, apply: () => undefined } };
    const due = [event(spec('a1')), { ...gone, step } as StreamEvent, event(spec('a3'))];
    expect(fold(due.slice(0, 2), new Map(), accept).rows.get('k')).toBeUndefined();
    expect(fold(due, new Map(), accept).rows.get('k')).toMatchObject({ seen: [3] });
  });
});

/** The runner without a database: what a transaction does to gates, held events and rows, on maps. */
class ReadModelOnMaps {
  readonly gates = new Map<string, number>();
  readonly held = new Map<string, Spec>();
  rows = new Map<string, object | undefined>();
  readonly parked: Spec[] = [];

  apply(delivered: Spec[]): void {
    const streams = [...new Set(delivered.map(({ stream }) => stream))];
    const gates = new Map<string, Gate>(
      streams.map((stream) => [
        stream,
        { sequence: this.gates.get(stream) ?? 0, lowestHeld: this.lowestHeld(stream) },
      ]),
    );
    const events = delivered.map((its) => event(its));
    const asked = streamsThatNeedHeld(gates, sequence(gates, [], events).reached);
    const held = [...this.held.values()].filter(({ stream }) => asked.includes(stream));
    const { due, early } = sequence(
      gates,
      held.map((its) => event(its, { message: undefined })),
      events,
    );
    const { gates: moved, rows, parked, blocked } = fold(due, this.rows, accept);
    this.rows = rows;
    moved.forEach((at, stream) => this.gates.set(stream, at));
    [...early, ...blocked].forEach(({ body }) => this.hold(JSON.parse(body as string) as Spec));
    parked.forEach(({ event: { body, stream, sequence: n } }) => {
      this.parked.push(JSON.parse(body as string) as Spec);
      this.held.delete(`${stream}${n}`);
    });
    for (const [name, { stream, sequence: n }] of this.held)
      if (n <= (this.gates.get(stream) ?? 0)) this.held.delete(name);
  }

  private hold(its: Spec): void {
    this.held.set(`${its.stream}${its.sequence}`, its);
  }

  private lowestHeld(stream: string): number | undefined {
    const all = [...this.held.values()].filter((its) => its.stream === stream).map(({ sequence: n }) => n);
    return all.length > 0 ? Math.min(...all) : undefined;
  }
}

describe('a history that is shuffled, doubled and delayed', () => {
  const history = fc
    .array(
      fc.record({
        stream: fc.constantFrom('a', 'b', 'c', 'd'),
        amount: fc.integer({ min: 1, max: 9 }),
        poisoned: fc.boolean(),
      }),
      {
        minLength: 1,
        maxLength: 40,
      },
    )
    .map((all) => {
      const counts: Record<string, number> = {};
      return all.map((its): Spec => {
        const n = (counts[its.stream] = (counts[its.stream] ?? 0) + 1);
        return { ...its, sequence: n, key: its.stream, poisoned: its.poisoned && its.amount === 9 };
      });
    });

  const deliveries = history.chain((events) =>
    fc.record({
      events: fc.constant(events),
      delivered: fc
        .tuple(
          fc.shuffledSubarray(events, { minLength: events.length }),
          fc.array(fc.constantFrom(...events), { maxLength: 20 }),
        )
        .map(([all, again]) => [...all, ...again]),
      batchSize: fc.integer({ min: 1, max: 15 }),
    }),
  );

  function folded(events: Spec[]): Map<string, object | undefined> {
    return fold(
      events.map((its) => event({ ...its, poisoned: false })),
      new Map(),
      accept,
    ).rows;
  }

  it('leaves the read model that a sequential fold leaves, and nothing held', () => {
    fc.assert(
      fc.property(deliveries, ({ events, delivered, batchSize }) => {
        const model = new ReadModelOnMaps();
        const sound = delivered.map((its) => ({ ...its, poisoned: false }));
        for (let from = 0; from < sound.length; from += batchSize)
          model.apply(sound.slice(from, from + batchSize));
        expect(model.rows).toEqual(folded(events));
        expect(model.held.size).toBe(0);
        expect(model.gates).toEqual(countByStream(events));
      }),
      { numRuns: 300 },
    );
  });

  it('parks the poisoned ones, holds what follows them, and comes out right once they are sent again', () => {
    fc.assert(
      fc.property(deliveries, ({ events, delivered, batchSize }) => {
        const model = new ReadModelOnMaps();
        for (let from = 0; from < delivered.length; from += batchSize)
          model.apply(delivered.slice(from, from + batchSize));
        const untouched = events.filter(
          ({ stream, sequence: n }) =>
            !events.some((its) => its.poisoned && its.stream === stream && its.sequence <= n),
        );
        expect([...model.rows].filter(([, row]) => row)).toEqual(
          expect.arrayContaining([...folded(untouched)]),
        );
        for (let redriven = model.parked.splice(0); redriven.length > 0; redriven = model.parked.splice(0))
          model.apply(redriven.map((its) => ({ ...its, poisoned: false })));
        expect(model.rows).toEqual(folded(events));
        expect(model.held.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

function countByStream(events: Spec[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { stream } of events) counts.set(stream, (counts.get(stream) ?? 0) + 1);
  return counts;
}
