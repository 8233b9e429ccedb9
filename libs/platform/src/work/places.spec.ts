import { Places } from './places';

function task() {
  let end!: () => void;
  const work = new Promise<void>((resolve) => (end = resolve));
  return { work, end };
}

it('has as many free as nobody takes, and says when one is free again', async () => {
  const places = new Places(2);
  const [first, second] = [task(), task()];
  const isFree = jest.fn(() => places.free);
  places.take(first.work, isFree);
  places.take(second.work, isFree);
  expect(places.free).toBe(0);
  first.end();
  await first.work;
  await Promise.resolve();
  expect(isFree.mock.results).toEqual([{ type: 'return', value: 1 }]);
  second.end();
  await places.untilEmpty();
  expect(places.free).toBe(2);
});
