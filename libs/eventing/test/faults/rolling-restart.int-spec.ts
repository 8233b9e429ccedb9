import type { ServiceProcess } from './stage/service-process';
import { Stage } from './stage/stage';

const DRAIN_TIMEOUT_MS = 10_000;
const OWN = { handlingMs: 100, drainTimeoutMs: DRAIN_TIMEOUT_MS };
const LOAD = { writers: 6, accounts: 40, restMs: 60 };

jest.setTimeout(480_000);

describe('Replicas that are stopped with SIGTERM under load, one after the other, each followed by a new one', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(() => stage?.close());

  it('finish what they were doing within the drain limit, exit with 0, and leave nothing undone or done twice', async () => {
    const first = [
      ...(await Promise.all(twice(() => stage.startConsuming('bookkeeper', OWN)))),
      ...(await Promise.all(twice(() => stage.start('writer', { ...OWN, load: LOAD })))),
    ];
    await stage.untilCommitted(300);
    for (const old of first) {
      await stage.start(old.settings.service, old.settings);
      await stop(old);
      await stage.untilCommitted((await stage.committed()) + 100);
    }
    const { problems, exits } = await stage.finish();
    expect(problems).toEqual([]);
    expect(exits).toEqual(first.map(() => ({ code: 0, signal: null })));
  });

  /** Twice the limit: the rest is for closing connections, on a machine that is busy with other things. */
  async function stop(old: ServiceProcess): Promise<void> {
    const started = Date.now();
    expect(await old.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(Date.now() - started).toBeLessThan(2 * DRAIN_TIMEOUT_MS);
    expect(old.output.join('')).not.toMatch(/still handling messages/);
  }
});

function twice<T>(make: () => T): T[] {
  return [make(), make()];
}
