import { ActedChannel } from '../../../test/support/acted-channel';
import type { Obstacle } from '../broker';
import { newCounters } from '../counters';
import { KnownExchanges } from './known-exchanges';
import { SendWindow } from './send-window';
import { DEFAULT_SETTINGS } from './settings';

const settings = { ...DEFAULT_SETTINGS, publishWindow: 3 };

let channel: ActedChannel;
let window: SendWindow;

beforeEach(() => {
  channel = new ActedChannel();
  const exchanges = new KnownExchanges(() => Promise.resolve());
  window = new SendWindow(channel.raw, exchanges, settings, newCounters(), 'shop');
});
afterEach(() => channel.close());

/** On the default exchange, which is always known. */
function publish(id: string, obstacle?: Obstacle): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const message = { exchange: '', routingKey: id, body: Buffer.from(''), properties: {} };
    window.push({ message, resolve, reject, returned: false, obstacle });
  }).catch((error: Error) => error.message);
}

const sent = () => channel.sent.map(({ routingKey }) => routingKey);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const settleAll = () => channel.sent.forEach((_, index) => channel.settle(index));

it('asks about each message right before it goes out, not when it gets in line', async () => {
  const obstacles: Error[] = [];
  const answers = ['1', '2', '3', '4', '5', '6'].map((id) =>
    publish(id, id === '5' ? undefined : () => obstacles[0]),
  );
  expect(sent()).toEqual(['1', '2', '3']);
  obstacles.push(new Error('not any more'));
  channel.settle(0);
  expect(sent()).toEqual(['1', '2', '3', '5']); // room that one gives back goes to the next
  settleAll();
  await turn();
  settleAll();
  expect(await Promise.all(answers)).toEqual([
    'routed',
    'routed',
    'routed',
    'not any more',
    'routed',
    'not any more',
  ]);
});

it('sends nothing after a nack before those who wait have been told of it and can object', async () => {
  let failure: Error | undefined;
  const objection = () => failure;
  const answers = ['1', '2', '3', '4', '5', '6'].map((id) =>
    publish(id, objection).then((answer) => {
      if (answer !== 'routed') failure ??= new Error(`stopped by ${id}`);
      return answer;
    }),
  );
  // One read from the socket can bring many answers, and nobody gets a turn in between.
  channel.settle(0, new Error('nack'));
  channel.settle(1);
  channel.settle(2);
  await turn();
  await turn();
  expect(sent()).toEqual(['1', '2', '3']);
  expect(await Promise.all(answers)).toEqual([
    expect.stringContaining('did not accept'),
    ...['routed', 'routed', 'stopped by 1', 'stopped by 1', 'stopped by 1'],
  ]);
});

it('goes on after a nack with what nobody objects to', async () => {
  const answers = ['1', '2', '3', '4', '5'].map((id) => publish(id));
  channel.settle(1, new Error('nack'));
  channel.settle(0);
  await turn();
  expect(sent()).toEqual(['1', '2', '3', '4', '5']);
  settleAll();
  expect(await Promise.all(answers)).toEqual([
    'routed',
    expect.stringContaining('did not accept'),
    ...['routed', 'routed', 'routed'],
  ]);
});

it('rejects what is on its way and what waits in line when the channel is gone', async () => {
  const failures: unknown[] = [];
  const answers = ['1', '2', '3', '4', '5'].map((id) => publish(id));
  await channel.close();
  failures.push(...(await Promise.all(answers)));
  expect(failures).toEqual(Array(5).fill(expect.stringContaining('The channel to RabbitMQ was lost')));
  expect(sent()).toEqual(['1', '2', '3']);
});
