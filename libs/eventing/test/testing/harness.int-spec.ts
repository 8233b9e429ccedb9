import { createDatabase, EventingHarness, query, withMeta } from '@warren/eventing/testing';
import { InMemoryServer } from '../../src/broker/in-memory/in-memory-server';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../src/eventing.options';
import { Outbox } from '../../src/outbox/outbox';
import {
  HitBackWhenLeftHit,
  HitBackWhenRightHit,
  LeftHit,
  LeftModule,
  Mood,
  obstinateModule,
  RainBegan,
  RallyCalled,
  RightHit,
  RightModule,
  StrokesTable1900000000001,
} from './rally';

jest.setTimeout(60_000);

const SERVER = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
/** Long enough to be sure, on a busy machine, that what was not done by then is not about to be done. */
const NOT_YET = { withinMs: 500 };

class TestMood extends Mood {
  private held: Promise<void> | undefined;
  private failures = 0;
  letGo: () => void = () => undefined;

  hold(): void {
    this.held = new Promise((resolve) => (this.letGo = resolve));
  }

  fail(times: number): void {
    this.failures = times;
  }

  override async beforeStroke(): Promise<void> {
    await this.held;
    if (this.failures-- > 0) throw new Error('lost the racket');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
  }
}

describe('EventingHarness', () => {
  let court: EventingHarness;
  let mood: TestMood;
  let rallies = 0;
  let rally: string;

  beforeAll(async () => {
    mood = new TestMood();
    court = await EventingHarness.start(LeftModule, {
      module: RightModule,
      migrations: [StrokesTable1900000000001],
      override: (builder) => builder.overrideProvider(Mood).useValue(mood),
    });
  });
  beforeEach(() => (rally = `rally ${(rallies += 1)}`));
  afterAll(() => court.stop());

  const strokes = () =>
    [...court.published(LeftHit), ...court.published(RightHit)]
      .filter((hit) => hit.rally === rally)
      .map(({ strokesLeft }) => strokesLeft)
      .sort((one, other) => other - one);
  const counted = () => court.service('right').query('select "left" from strokes where rally = $1', [rally]);
  const call = (count: number) => court.publish(new RallyCalled({ rally, strokes: count }));

  it('is settled when everything that one event set off is done, over both services', async () => {
    await call(30);
    await court.settled();
    expect(strokes()).toEqual(Array.from({ length: 30 }, (_, n) => 29 - n));
    expect(await counted()).toEqual([{ left: 15 }]);
  });

  it('is settled when many things at once are done', async () => {
    const called = Array.from(
      { length: 20 },
      (_, n) => new RallyCalled({ rally: `${rally}/${n}`, strokes: 6 }),
    );
    await Promise.all(called.map((event) => court.publish(event)));
    await Promise.all([court.settled(), court.settled()]);
    const hits = [...court.published(LeftHit), ...court.published(RightHit)];
    expect(hits.filter((hit) => hit.rally.startsWith(`${rally}/`))).toHaveLength(120);
  });

  it('is settled at once when there was nothing to do', async () => {
    await court.settled({ withinMs: 1_000 });
  });

  it('gives an event of a service that runs here to its outbox, and numbers it there', async () => {
    for (const strokesLeft of [0, 0]) await court.publish(new LeftHit({ rally, strokesLeft }));
    await call(1);
    await court.settled();
    const sequences = court
      .envelopes()
      .filter(({ type, subject }) => type === 'left.ball-hit.v1' && subject === rally);
    expect(sequences.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(strokes()).toEqual([0]); // of the three only the last is not the test's own
    await expect(court.publish(withMeta(new LeftHit({ rally, strokesLeft: 0 }), {}))).rejects.toThrow(
      /withMeta/,
    );
  });

  it('numbers the events of a service that does not run here, and takes what a test says of them', async () => {
    await call(1);
    await court.publish(
      withMeta(new RallyCalled({ rally, strokes: 1 }), { id: 'call 1', correlationId: 'the final' }),
    );
    await court.settled();
    const all = court.envelopes().filter(({ subject }) => subject === rally);
    expect(all.filter(({ source }) => source === '/umpire').map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(
      all.filter(({ correlationid }) => correlationid === 'the final').map(({ source }) => source),
    ).toEqual(['/umpire', '/left']);
  });

  it('refuses an event that breaks its contract, and one that nobody hears', async () => {
    await expect(call(0.5)).rejects.toThrow(/umpire\.rally-called\.v1: strokes/);
    await call(1);
    await court.settled();
    expect(court.envelopes().find(({ subject }) => subject === rally)?.sequence).toBe(1); // none was used up
    await expect(court.publish(new RainBegan({}))).rejects.toThrow(
      'Nothing in this harness listens to RainBegan (umpire.rain-began.v1).',
    );
  });

  describe('is not settled, and says why,', () => {
    it('while a handler is at work', async () => {
      mood.hold();
      await call(2);
      await expect(court.settled(NOT_YET)).rejects.toThrow(
        /^Not settled after 500 ms:\n {2}h\w+\.right\.hit-back-when-left-hit has 1 message \(left\.ball-hit\.v1\); it is consuming, 1 in flight/,
      );
      mood.letGo();
      await court.settled();
      expect(strokes()).toEqual([1, 0]);
    });

    it('while a message waits to be tried again', async () => {
      mood.fail(1);
      await call(2);
      await expect(court.settled({ withinMs: 100 })).rejects.toThrow(
        /right\.retry\.300ms has 1 message \(left\.ball-hit\.v1\) to be tried again later: h\w+\.right\.hit-back-when-left-hit failed 1 time[^]*What the services have logged last:[^]*lost the racket/,
      );
      await court.settled();
      expect(strokes()).toEqual([1, 0]);
    });

    it('while the relay cannot send what is committed', async () => {
      const { broker } = court.service('left').get<ResolvedEventingOptions>(EVENTING_OPTIONS);
      const server = InMemoryServer.of(broker.namespace ?? '');
      server.state = 'blocked';
      await court.publish(new LeftHit({ rally, strokesLeft: 1 }));
      await expect(court.settled(NOT_YET)).rejects.toThrow(
        /left has 1 event in its outbox \(left\.ball-hit\.v1\); its relay is/,
      );
      server.state = 'up';
      await court.settled();
      expect(strokes()).toEqual([0]);
    });

    it('where a message was parked, and later ones of its aggregate are held', async () => {
      for (const strokesLeft of [-1, 0]) await court.publish(new LeftHit({ rally, strokesLeft }));
      const settled = court.settled();
      await expect(settled).rejects.toThrow(/^Settled, but not everything was handled/);
      await expect(settled).rejects.toThrow(
        /right\.strokes parked left\.ball-hit\.v1 as permanent after 1 try: Error: out of bounds/,
      );
      await expect(settled).rejects.toThrow(/right\.strokes holds 1 event: an earlier one/);
      await court.settled({ allowParked: true });
      expect(await court.parked()).toMatchObject([{ consumer: 'strokes', errorMessage: 'out of bounds' }]);
    });
  });

  it('finds providers, and says where it cannot know which is meant', () => {
    expect(court.get(HitBackWhenRightHit)).toBeInstanceOf(HitBackWhenRightHit);
    expect(court.service('right').get(Mood)).toBe(mood);
    expect(() => court.get(Outbox)).toThrow(
      "left and right have Outbox: ask one of them, service('…').get(Outbox).",
    );
    expect(() => court.get(HarnessStranger)).toThrow('left and right has no provider HarnessStranger.');
    expect(() => court.service('middle')).toThrow(/No service called middle .* there are left, right\./);
    expect(court.get(HitBackWhenLeftHit)).toBeInstanceOf(HitBackWhenLeftHit);
  });
});

class HarnessStranger {}

describe('a harness that does not start, or has ended,', () => {
  const databases = async () =>
    (
      await query<{ datname: string }>(
        SERVER,
        `select datname from pg_database where datname like 'test_obstinate_%' or datname like 'test_left_%'`,
      )
    )
      .map(({ datname }) => datname)
      .sort();

  it.each([
    ['a broker of its own', () => obstinateModule('broker'), /ObstinateModule names a broker of its own/],
    ['trouble of its own', () => obstinateModule('nothing works'), /cannot start/],
  ])('leaves no database behind: a module with %s', async (_what, module, message) => {
    const before = await databases();
    await expect(EventingHarness.start(LeftModule, module())).rejects.toThrow(message);
    expect(await databases()).toEqual(before);
  });

  it('never touches the database of a module that does not take the one it is given', async () => {
    const precious = await createDatabase('precious');
    const before = await databases();
    const start = EventingHarness.start(obstinateModule('database', precious.url));
    await expect(start).rejects.toThrow(
      /is connected to the database test_precious_\w+, not to that of the harness/,
    );
    expect(await query(precious.url, `select 1 from pg_namespace where nspname = 'eventing'`)).toEqual([]);
    expect(await databases()).toEqual(before);
    await precious.drop();
  });

  it('starts beside another one, and neither hears the other', async () => {
    const [one, other] = await Promise.all([
      EventingHarness.start(LeftModule),
      EventingHarness.start(LeftModule),
    ]);
    await one.publish(new RallyCalled({ rally: 'apart', strokes: 1 }));
    await Promise.all([one.settled(), other.settled()]);
    expect([one.published(LeftHit), other.published(LeftHit)]).toMatchObject([[{ rally: 'apart' }], []]);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('has dropped its databases', async () => {
    const before = await databases();
    const court = await EventingHarness.start(LeftModule);
    expect(await databases()).toHaveLength(before.length + 1);
    await court.stop();
    expect(await databases()).toEqual(before);
  });
});
