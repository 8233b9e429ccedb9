import { Breaker } from './breaker';
import { breakerProblem, resolveBreaker, type BreakerSettings } from './breaker-options';

const SETTINGS = resolveBreaker(
  { firstPause: '1s', longestPause: '8s', forgetAfter: '1m' },
  undefined,
) as BreakerSettings;

/** A breaker whose clock stands still unless the test moves it. */
function setUp(changes: Partial<BreakerSettings> = {}) {
  const clock = { now: 1_000_000 };
  const told: string[] = [];
  const pauses: number[] = [];
  const breaker = new Breaker(
    { ...SETTINGS, ...changes },
    {
      opened: (ms, _reason, again) => {
        pauses.push(ms);
        told.push(again ? 'opened again' : 'opened');
      },
      halfOpened: () => told.push('half-opened'),
      closed: () => told.push('closed'),
    },
    () => clock.now,
  );
  const fail = (...failed: string[]) =>
    failed.forEach((key) => breaker.record({ succeeded: [], failed: [key] }, 'down'));
  const succeed = (...succeeded: string[]) =>
    succeeded.forEach((key) => breaker.record({ succeeded: [key], failed: [] }));
  return { breaker, clock, told, pauses, fail, succeed };
}

const keys = (count: number, prefix = 'm') => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

describe('Breaker', () => {
  it('opens when everything it has seen failed, and that was enough', () => {
    const { breaker, fail } = setUp();
    fail(...keys(4));
    expect(breaker.state).toBe('closed');
    fail('fifth');
    expect(breaker.state).toBe('open');
  });

  it('counts a message once, by its last try', () => {
    const { breaker, fail, succeed } = setUp();
    for (let tries = 0; tries < 100; tries += 1) fail('poison');
    expect(breaker.state).toBe('closed');
    fail(...keys(3));
    succeed(...keys(3));
    fail('other');
    expect(breaker.state).toBe('closed');
  });

  it('stays closed while one in five succeeds', () => {
    const { breaker, fail, succeed } = setUp();
    for (let round = 0; round < 40; round += 1) {
      succeed(`good ${round}`);
      fail(...keys(4, `bad ${round} `));
    }
    expect(breaker.state).toBe('closed');
  });

  it('opens after a time in which all was well, too', () => {
    const { breaker, fail, succeed } = setUp();
    succeed(...keys(1_000, 'good'));
    fail(...keys(8));
    expect(breaker.state).toBe('closed');
    fail('ninth');
    expect(breaker.state).toBe('open');
  });

  it('forgets what was long ago', () => {
    const { breaker, clock, fail } = setUp();
    fail(...keys(4));
    clock.now += 60_001;
    fail('fifth');
    expect(breaker.state).toBe('closed');
  });

  it('takes a large batch as a whole', () => {
    const { breaker } = setUp();
    breaker.record({ succeeded: keys(400, 'good'), failed: keys(100, 'bad') });
    expect(breaker.state).toBe('closed');
    breaker.record({ succeeded: keys(40, 'well'), failed: keys(460, 'ill') });
    expect(breaker.state).toBe('open');
  });

  it('tells beforehand what it would be, and stays what it is', () => {
    const { breaker } = setUp();
    expect(breaker.after({ succeeded: [], failed: keys(5) })).toBe('open');
    expect(breaker.after({ succeeded: keys(1, 'good'), failed: keys(5) })).toBe('closed');
    expect(breaker.state).toBe('closed');
  });

  it('pauses longer each time that a look fails, up to a limit, with jitter', () => {
    const { breaker, pauses, fail } = setUp();
    fail(...keys(5));
    for (let looks = 0; looks < 5; looks += 1) {
      breaker.probe();
      fail(...keys(3));
    }
    [1_000, 2_000, 4_000, 8_000, 8_000, 8_000].forEach((longest, at) => {
      expect(pauses[at]).toBeLessThanOrEqual(longest);
      expect(pauses[at]).toBeGreaterThanOrEqual(longest / 2);
    });
  });

  it('looks with three messages: closed when so many succeed, open again when so many fail', () => {
    const { breaker, told, fail, succeed } = setUp();
    fail(...keys(5));
    breaker.probe();
    succeed('a', 'b');
    fail('c', 'd');
    expect(breaker.state).toBe('half-open');
    fail('e');
    expect(breaker.state).toBe('open');
    breaker.probe();
    fail('f', 'g');
    succeed('h', 'i', 'j');
    expect(breaker.state).toBe('closed');
    expect(told).toEqual(['opened', 'half-opened', 'opened again', 'half-opened', 'closed']);
  });

  it('gives up a look when the same message comes again: there is no other', () => {
    const { breaker, fail } = setUp();
    fail(...keys(5));
    breaker.probe();
    fail('only', 'only');
    expect(breaker.state).toBe('open');
  });

  it('begins a new window when it closes, and starts from a short pause only after it has worked for a while', () => {
    const { breaker, pauses, fail, succeed } = setUp();
    const outage = () => fail(...keys(SETTINGS.window));
    const recovery = () => {
      breaker.probe();
      succeed('x', 'y', 'z');
    };
    outage();
    recovery();
    fail(...keys(4));
    expect(breaker.state).toBe('closed');
    outage();
    expect(pauses[1]).toBeGreaterThanOrEqual(1_000);
    recovery();
    succeed(...keys(10, 'good'));
    outage();
    expect(pauses[2]).toBeLessThanOrEqual(1_000);
  });

  it('forgives each message whose failure opened it, once', () => {
    const { breaker, fail } = setUp();
    fail(...keys(5));
    expect(keys(6).map((key) => breaker.forgives(key))).toEqual([true, true, true, true, true, false]);
    expect(breaker.forgives('m0')).toBe(false);
  });

  it('takes nothing in while it is open, and tells a try that it has changed its mind since', () => {
    const { breaker, fail, succeed } = setUp();
    const begun = breaker.begin();
    expect(breaker.isOutdated(begun)).toBe(false);
    fail(...keys(5));
    expect(breaker.isOutdated(begun)).toBe(true);
    succeed(...keys(50, 'late'));
    expect(breaker.state).toBe('open');
  });
});

describe('the options of a breaker', () => {
  const problemOf = (own: Parameters<typeof resolveBreaker>[0]) =>
    breakerProblem(resolveBreaker(own, undefined));

  it('come from the consumer, else the service, else the defaults', () => {
    expect(resolveBreaker({ minimum: 2 }, { minimum: 3, window: 7 })).toMatchObject({
      minimum: 2,
      window: 7,
      probes: 3,
    });
    expect(resolveBreaker(undefined, false)).toBe(false);
    expect(resolveBreaker(false, { minimum: 3 })).toBe(false);
    expect(resolveBreaker({}, false)).toMatchObject({ firstPauseMs: 1_000, longestPauseMs: 60_000 });
    expect(resolveBreaker({ minimum: undefined }, undefined)).toMatchObject({ minimum: 5 });
  });

  it.each([
    [{ threshold: 0 }, /threshold must be above 0/],
    [{ threshold: 1.1 }, /threshold must be above 0/],
    [{ window: 2.5 }, /window must be a whole number/],
    [{ probes: 0 }, /probes must be a whole number/],
    [{ minimum: 11 }, /minimum \(11\) must not be more than breaker.window \(10\)/],
    [{ firstPause: 'soon' as '1s' }, /firstPause is no duration/],
    [{ longestOutage: 5 as never }, /longestOutage is no duration/],
    [{ firstPause: '2m' as const }, /firstPause must not be longer/],
  ])('%j are refused', (own, problem) => expect(problemOf(own)).toMatch(problem));

  it('by default are well', () => expect(problemOf({})).toBeUndefined());
});
