import { sequence, streamsThatNeedHeld, type Gate } from './sequencing';
import type { StreamEvent } from './stream-event';

const gate = (at: number, lowestHeld?: number): Gate => ({ sequence: at, lowestHeld });
const gates = (all: Record<string, Gate>) => new Map(Object.entries(all));

/** `a3` is the third event of stream a, `a3*` a snapshot of it after that event. */
function event(name: string, how: 'delivered' | 'held' = 'delivered'): StreamEvent {
  const message = how === 'delivered' ? {} : undefined;
  const isSnapshot = name.endsWith('*') || undefined;
  return { stream: name.charAt(0), sequence: parseInt(name.slice(1)), message, isSnapshot } as StreamEvent;
}

const events = (names: string, how?: 'delivered' | 'held') =>
  names
    .split(' ')
    .filter(Boolean)
    .map((name) => event(name, how));
const names = (all: readonly StreamEvent[]) =>
  all.map(({ stream, sequence: n, isSnapshot }) => `${stream}${n}${isSnapshot ? '*' : ''}`).join(' ');

describe('sequence', () => {
  it.each([
    ['what follows the gate is due', gate(0), 'a1 a2', 'a1 a2', ''],
    ['what comes in the wrong order is put right', gate(0), 'a3 a1 a2', 'a1 a2 a3', ''],
    ['what the gate has passed is a duplicate', gate(2), 'a1 a2 a3', 'a3', ''],
    ['what comes twice is due once', gate(0), 'a1 a1 a2 a1 a2', 'a1 a2', ''],
    ['what has a hole before it is early', gate(0), 'a2 a1 a4 a5', 'a1 a2', 'a4 a5'],
    ['what is early and comes twice is early once', gate(0), 'a3 a3', '', 'a3'],
  ])('%s', (_what, at, delivered, due, early) => {
    const result = sequence(gates({ a: at }), [], events(delivered));
    expect([names(result.due), names(result.early)]).toEqual([due, early]);
  });

  it('keeps the order of arrival between streams', () => {
    const result = sequence(gates({ a: gate(0), b: gate(4) }), [], events('b6 a1 b5 a2'));
    expect(names(result.due)).toBe('a1 b5 b6 a2');
  });

  it('lets held events follow, and does not count them as early again', () => {
    const result = sequence(gates({ a: gate(0, 2) }), events('a2 a3 a5', 'held'), events('a1 a7'));
    expect([names(result.due), names(result.early)]).toEqual(['a1 a2 a3', 'a7']);
  });

  it('applies a held event once when a fresh copy of it comes', () => {
    const result = sequence(gates({ a: gate(0, 2) }), events('a2', 'held'), events('a2 a1 a2'));
    expect([names(result.due), names(result.early)]).toEqual(['a1 a2', '']);
  });

  it('stops each stream at the limit and tells which has more', () => {
    const result = sequence(gates({ a: gate(0), b: gate(0) }), [], events('a1 a2 a3 b1'), 2);
    expect(names(result.due)).toBe('a1 a2 b1');
    expect(names(result.early)).toBe('a3');
    expect([...result.unfinished]).toEqual(['a']);
  });

  it('tells how far each stream gets', () => {
    const result = sequence(gates({ a: gate(0), b: gate(7) }), [], events('a1 a2 a4'));
    expect(Object.fromEntries(result.reached)).toEqual({ a: 2, b: 7 });
  });
});

describe('sequence with snapshots', () => {
  it.each([
    ['one takes its stream to where it is, and what follows it is due', gate(0), 'a3* a4', 'a3* a4', '', ''],
    [
      'one goes first, whenever it comes, and includes what is before it',
      gate(0),
      'a1 a4 a3*',
      'a3* a4',
      '',
      'a1',
    ],
    ['of several the newest counts', gate(0), 'a2* a5* a3* a6', 'a5* a6', '', ''],
    ['one that is not newer than the gate is gone', gate(3), 'a3* a2* a4', 'a4', '', ''],
    ['one does not fill a hole behind it', gate(0), 'a3* a5', 'a3*', 'a5', ''],
    ['one includes nothing that the gate has passed', gate(2), 'a1 a3 a4*', 'a4*', '', 'a3'],
    ['one of a stream without events is news while there are none', gate(0), 'a0* a1', 'a0* a1', '', ''],
    ['one of a stream without events is old once there is one', gate(1), 'a0*', '', '', ''],
  ])('%s', (_what, at, delivered, due, early, covered) => {
    const result = sequence(gates({ a: at }), [], events(delivered));
    expect([names(result.due), names(result.early), names(result.covered)]).toEqual([due, early, covered]);
  });

  it('lets held events follow, and leaves those that it includes to be released', () => {
    const result = sequence(gates({ a: gate(0, 2) }), events('a2 a4', 'held'), events('a3*'));
    expect([names(result.due), names(result.covered)]).toEqual(['a3* a4', '']);
  });

  it('counts towards the limit, and comes before what is held', () => {
    const result = sequence(gates({ a: gate(0, 1) }), events('a1 a4', 'held'), events('a3*'), 1);
    expect(names(result.due)).toBe('a3*');
    expect([...result.unfinished]).toEqual(['a']);
  });
});

describe('streamsThatNeedHeld', () => {
  it('asks only for streams whose lowest held event may follow now', () => {
    const at = gates({ none: gate(3), follows: gate(3, 4), inside: gate(3, 5), beyond: gate(3, 9) });
    const reached = new Map([
      ['none', 5],
      ['follows', 3],
      ['inside', 6],
      ['beyond', 6],
    ]);
    expect(streamsThatNeedHeld(at, reached)).toEqual(['follows', 'inside']);
  });
});
