import type { IncomingMessage } from '../broker/broker';
import type { BatchReport } from './batches/batch-transaction';
import { Patience } from './batches/patience';
import { ProjectionRunner } from './projection-runner';
import type { ReadMessage, SnapshotPart, StreamEvent } from './streams/stream-event';

const NOTHING: BatchReport = {
  unfinished: [],
  parked: [],
  heldChanged: false,
  counts: { applied: 0, duplicates: 0, unusable: 0 },
  moves: new Map(),
  times: [],
};

/** A state of an answer; what the transaction parks of them is told by their numbers. */
function stateOf(number: number): ReadMessage {
  const message = { properties: { messageId: `state ${number}` } } as IncomingMessage;
  const event = {
    stream: `/users/user/${number}`,
    sequence: 1,
    message,
    envelope: { type: 'x' },
  } as StreamEvent;
  return { message, event, snapshotPart: { part: 'state', number } as SnapshotPart };
}

async function countedOf(
  messages: ReadMessage[],
  isParked: (event: StreamEvent) => boolean,
): Promise<number[]> {
  const counted: number[] = [];
  const run = async ({ events }: { events: StreamEvent[] }): Promise<BatchReport> => ({
    ...NOTHING,
    parked: events.filter(isParked).map((event) => ({ event, error: new Error('no room for it') })),
  });
  const runner = new ProjectionRunner(
    { run, settleForeign: async () => undefined },
    new Patience('copy', new AbortController().signal),
    { committed: () => undefined, heldChanged: () => undefined },
    { arrived: async (parts) => void counted.push(...parts.map(({ number }) => number)) },
  );
  await runner.apply(messages);
  return counted;
}

describe('ProjectionRunner', () => {
  it('counts the parts of a snapshot that have come to stay, and none that was parked', async () => {
    const answer = [1, 2, 3].map(stateOf);
    expect(await countedOf(answer, () => false)).toEqual([1, 2, 3]);
    expect(await countedOf(answer, ({ stream }) => stream.endsWith('2'))).toEqual([1, 3]);
  });

  it('counts none that cannot be read', async () => {
    const { message, snapshotPart } = stateOf(2);
    const unreadable = {
      message,
      snapshotPart,
      unusable: { message, envelope: undefined, error: new Error('no') },
    };
    expect(await countedOf([stateOf(1), unreadable, stateOf(3)], () => false)).toEqual([1, 3]);
  });
});
