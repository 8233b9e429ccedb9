import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { eventually } from '@warren/eventing/testing';
import { RABBITMQ_URL } from '../support/test-broker';
import { CollectingConsumer } from './collecting-consumer';
import { ids } from './contract/fixture';
import { World } from './world';

jest.setTimeout(180_000);

describe('a message that kills its process', () => {
  let world: World;
  let child: ChildProcess | undefined;
  let deaths = 0;

  beforeEach(() => {
    world = new World(RABBITMQ_URL);
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await world.dispose();
  });

  it('is given up alone: the nine beside it are handled, not parked', async () => {
    const broker = await world.broker();
    const dead = new CollectingConsumer(broker, world.names.deadLetters);
    const said: string[] = [];
    startProcess(said);
    await broker.publish(world.message('warm-up'));
    await eventually('the warm-up', () => said.includes('handled warm-up'));

    const innocent = ids(9);
    const all = [...innocent.slice(0, 4), 'killer', ...innocent.slice(4)];
    await Promise.all(all.map((id) => broker.publish(world.message(id))));
    await eventually('all of them in one process at the same time', () =>
      all.every((id) => said.includes(`got ${id}`)),
    );
    const isDead = () => child?.signalCode === 'SIGKILL';
    while (dead.messages.length === 0) {
      await eventually('a death, or the end of it', () => isDead() || dead.messages.length > 0, 60_000);
      if (isDead()) startProcess(said);
    }
    await eventually('the fourth death, after the third return', () => deaths === 4);
    if (isDead()) startProcess(said); // the end may have been heard of before the last death was
    await eventually(
      'the innocent, handled',
      () => innocent.every((id) => said.includes(`handled ${id}`)),
      60_000,
    );
    expect(dead.ids).toEqual(['killer']);
  });

  function startProcess(said: string[]): void {
    const register = path.join(__dirname, '../support/ts-register.js');
    const program = path.join(__dirname, 'fragile-process.ts');
    child = spawn(process.execPath, ['-r', register, program, RABBITMQ_URL, world.queue], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.once('exit', (_code, signal) => {
      if (signal === 'SIGKILL') deaths += 1;
    });
    child.stdout?.on('data', (text: Buffer) => said.push(...text.toString().trim().split('\n')));
  }
});
