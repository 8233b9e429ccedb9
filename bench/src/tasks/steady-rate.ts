import { until } from './until';

type Progress = () => number | Promise<number>;

/** Often enough for seconds, and so seldom that asking a database costs what is measured nothing. */
const LOOK_EVERY_MS = 50;

/**
 * The rate from the first sign of progress to the last piece of work, per second: how fast something runs, without the
 * time that its process takes to start.
 */
export async function steadyRate(what: string, progress: Progress, total: number): Promise<number> {
  let done = 0;
  const look = async () => (done = await progress());
  await until(`${what} begins`, async () => (await look()) > 0, 120_000, LOOK_EVERY_MS);
  const doneBefore = done;
  const started = performance.now();
  await until(`${what} ends`, async () => (await look()) >= total, 900_000, LOOK_EVERY_MS);
  return ((total - doneBefore) / (performance.now() - started)) * 1_000;
}
