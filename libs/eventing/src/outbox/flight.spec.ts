import type { Checkpoint } from './cursor/cursor';
import { Flight } from './flight';
import type { OutboxRow } from './outbox-row';

interface Sending {
  resolve: () => void;
  reject: (error: Error) => void;
}

let sending: Sending[];
let written: number[];
let write: (checkpoint: Checkpoint) => Promise<void>;
let over: AbortController;
let flight: Flight;

beforeEach(() => {
  sending = [];
  written = [];
  over = new AbortController();
  write = ({ position }) => Promise.resolve(void written.push(position));
  const publisher = {
    publish: () => new Promise<void>((resolve, reject) => sending.push({ resolve, reject })),
  };
  flight = new Flight(publisher, { write: (checkpoint) => write(checkpoint) }, over.signal);
});

const rows = [{ createdAt: 5 } as OutboxRow];
const at = (position: number): Checkpoint => ({ position, gaps: [], parking: { parked: [], released: [] } });
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('has two batches on their way, and the third waits for the first', async () => {
  await flight.send(rows, at(1));
  await flight.send(rows, at(2));
  const third = flight.send(rows, at(3));
  await turn();
  expect(sending).toHaveLength(2);
  expect(flight.oldestSince).toBe(5);
  sending[0]?.resolve();
  await third;
  expect(sending).toHaveLength(3);
  expect(written).toEqual([1]);
});

it('writes a checkpoint only when all batches before are confirmed as well', async () => {
  await flight.send(rows, at(1));
  await flight.send(rows, at(2));
  sending[1]?.resolve();
  await turn();
  expect(written).toEqual([]);
  sending[0]?.resolve();
  await turn();
  expect(written).toEqual([1, 2]);
  expect(flight.isEmpty).toBe(true);
});

it('passes on what a batch failed with, and still writes what was confirmed before it', async () => {
  await flight.send(rows, at(1));
  await flight.send(rows, at(2));
  sending[1]?.reject(new Error('cut off'));
  await turn();
  expect(() => flight.throwFailure()).toThrow('cut off');
  await expect(flight.send(rows, at(3))).rejects.toThrow('cut off');
  sending[0]?.resolve();
  await flight.landed(1_000);
  expect(written).toEqual([1]);
});

it('writes nothing after a checkpoint that failed, for each holds only what has changed since the one before', async () => {
  write = () => Promise.reject(new Error('refused'));
  await flight.send(rows, at(1));
  await flight.send(rows, at(2));
  sending[0]?.resolve();
  await turn();
  write = ({ position }) => Promise.resolve(void written.push(position));
  sending[1]?.resolve();
  await flight.landed(1_000);
  expect(written).toEqual([]);
  expect(() => flight.throwFailure()).toThrow('refused');
});

it('lands when everything is settled, and at the latest when its time is up', async () => {
  await flight.send(rows, at(1));
  let hasLanded = false;
  const landing = flight.landed(600_000).then(() => (hasLanded = true));
  await turn();
  expect(hasLanded).toBe(false);
  sending[0]?.resolve();
  await landing;
  expect(written).toEqual([1]);
});

it('writes nothing more once it was given up: who goes on from the last checkpoint has written others since', async () => {
  await flight.send(rows, at(1));
  await flight.send(rows, at(2));
  sending[1]?.reject(new Error('cut off'));
  await flight.landed(20);
  sending[0]?.resolve();
  await turn();
  flight.store(at(3));
  await turn();
  expect(written).toEqual([]);
});

it('is given up only when the checkpoint that is being written is written', async () => {
  let release: () => void = () => undefined;
  write = ({ position }) =>
    new Promise<void>((resolve) => (release = resolve)).then(() => void written.push(position));
  await flight.send(rows, at(1));
  await flight.send(rows, at(2));
  sending[0]?.resolve();
  let hasLanded = false;
  const landing = flight.landed(20).then(() => (hasLanded = true));
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(hasLanded).toBe(false);
  release();
  await landing;
  expect(written).toEqual([1]);
});

it('sends nothing more once it is over, even what waited for room', async () => {
  await flight.send(rows, at(1));
  await flight.send(rows, at(2));
  const third = flight.send(rows, at(3));
  over.abort();
  await third;
  expect(sending).toHaveLength(2);
});
