import { Watchdog } from './watchdog';

const INTERVAL = 100;
const IDLE = 1_000;

describe('Watchdog', () => {
  let pulse: number | undefined;
  let report: { ready: number; consumers: number };
  let alarms: string[];
  let errors: unknown[];
  let watchdog: Watchdog;

  beforeEach(() => {
    jest.useFakeTimers();
    [pulse, alarms, errors] = [0, [], []];
    report = { ready: 0, consumers: 1 };
    watchdog = new Watchdog(INTERVAL, IDLE, {
      pulse: () => pulse,
      report: async () => report,
      alarm: (suspicion) => alarms.push(suspicion),
      onError: (error) => errors.push(error),
    });
    watchdog.start();
  });
  afterEach(() => {
    watchdog.stop();
    jest.useRealTimers();
  });

  const looks = (count: number) => jest.advanceTimersByTimeAsync(count * INTERVAL);

  it.each([
    ['messages are ready and none comes', { ready: 3, consumers: 1 }],
    ['nobody consumes the queue', { ready: 0, consumers: 0 }],
  ])('calls it silent when twice in a row %s', async (_what, said) => {
    report = said;
    await looks(2); // the first one only takes the pulse
    expect(alarms).toEqual([]);
    await looks(1);
    expect(alarms).toEqual(['silent']);
  });

  it('suspects nobody who gets messages, or has all it may have', async () => {
    report = { ready: 3, consumers: 1 };
    for (let round = 0; round < 20; round += 1) {
      pulse = round % 2 ? round : undefined;
      await looks(1);
    }
    expect(alarms).toEqual([]);
  });

  it('forgets a suspicion when the queue looks well again', async () => {
    for (let round = 0; round < 4; round += 1) {
      report = { ready: round % 2, consumers: 1 };
      await looks(1);
    }
    expect(alarms).toEqual([]);
  });

  it('takes back a suspicion when a message comes while it asks', async () => {
    report = { ready: 3, consumers: 1 };
    await looks(2);
    watchdog.stop();
    pulse = 1;
    watchdog.start();
    await looks(2);
    expect(alarms).toEqual([]);
  });

  it('calls it idle when nothing has come for long, and not again before as long has passed', async () => {
    await looks(IDLE / INTERVAL);
    expect(alarms).toEqual([]);
    await looks(2);
    expect(alarms).toEqual(['idle']);
    await looks(IDLE / INTERVAL - 2);
    expect(alarms).toEqual(['idle']);
    await looks(3);
    expect(alarms).toEqual(['idle', 'idle']);
  });

  it('goes on after an error', async () => {
    Object.defineProperty(report, 'ready', {
      get() {
        throw new Error('no connection');
      },
    });
    await looks(4);
    expect(errors.length).toBeGreaterThan(1);
    report = { ready: 1, consumers: 1 };
    await looks(3);
    expect(alarms).toEqual(['silent']);
  });
});
