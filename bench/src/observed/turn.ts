import 'reflect-metadata';
import { measureHandler, measureProjection } from '../consuming';
import { measureLatency } from '../latency';
import { measureDrain } from '../relay-drain';
import { SIZES, type Measured, type Subject } from './subjects';

/** Events per second, and for the latency the median in milliseconds. */
const MEASUREMENTS: Record<Subject, (size: number) => Promise<number>> = {
  drain: async (rows) => (await measureDrain(rows)).relay,
  projection: async (messages) => (await measureProjection(messages)).framework,
  handler: async (messages) => (await measureHandler(messages)).framework,
  latency: async (seconds) => (await measureLatency(seconds)).p50,
};

/** One measurement in a process of its own: whether traces are recorded is decided once in the life of a process. */
async function main(): Promise<void> {
  const subject = process.argv[2] as Subject;
  const size = SIZES[process.argv.includes('--quick') ? 'quick' : 'whole'][subject];
  const measured: Measured = { value: await MEASUREMENTS[subject](size) };
  process.send?.(measured);
  process.disconnect();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
