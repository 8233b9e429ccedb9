import { WARM_UP } from '../warm-up';
import { until } from './until';

type Progress = () => number | Promise<number>;

/** Often enough for seconds, and so seldom that asking a database costs what is measured nothing. */
const LOOK_EVERY_MS = 50;

/** The rate at which `count` pieces of work were done, per second, after those that go before them ({@link WARM_UP}). */
export async function steadyRate(what: string, progress: Progress, count: number): Promise<number> {
  let done = 0;
  const look = async () => (done = await progress());
  await until(`${what} begins`, async () => (await look()) >= WARM_UP, 120_000, LOOK_EVERY_MS);
  const doneBefore = done;
  const total = WARM_UP + count;
  const started = performance.now();
  await until(`${what} ends`, async () => (await look()) >= total, 900_000, LOOK_EVERY_MS);
  return ((total - doneBefore) / (performance.now() - started)) * 1_000;
}
