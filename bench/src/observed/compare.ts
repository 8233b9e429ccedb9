import { fork } from 'node:child_process';
import { join } from 'node:path';
import { percentile } from '../statistics';
import { Collector } from './collector';
import { SUBJECTS, type Measured, type Subject } from './subjects';

export interface ObservedResult {
  subject: Subject;
  /** Medians of the turns: events per second, or milliseconds for the latency. */
  off: number;
  on: number;
}

/** The same machine is not the same machine a minute later: what comes first of two takes turns. */
const TURNS: Watching[] = ['off', 'on', 'on', 'off', 'off', 'on'];

type Watching = 'on' | 'off';

/**
 * What it costs to watch a service: every trace recorded and sent to a collector, statements included, and its metrics read
 * every five seconds; against the same service without a collector, whose metrics nobody reads.
 */
export async function compareObserved(
  isQuick: boolean,
  tell: (result: ObservedResult) => void,
): Promise<void> {
  const collector = new Collector();
  const address = await collector.listen();
  try {
    for (const subject of SUBJECTS) {
      const values: Record<Watching, number[]> = { on: [], off: [] };
      for (const watching of isQuick ? TURNS.slice(0, 2) : TURNS) {
        const environment = watching === 'on' ? watchedBy(address) : {};
        values[watching].push(await runTurn(subject, isQuick, environment));
      }
      tell({ subject, off: percentile(values.off, 0.5), on: percentile(values.on, 0.5) });
    }
    if (collector.bytes === 0)
      throw new Error('The collector was sent no spans: tracing was off all the time.');
  } finally {
    await collector.close();
  }
}

function watchedBy(collector: string): NodeJS.ProcessEnv {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: collector, BENCH_SCRAPE_EVERY_MS: '5000' };
}

function runTurn(subject: Subject, isQuick: boolean, environment: NodeJS.ProcessEnv): Promise<number> {
  const child = fork(join(__dirname, 'turn.ts'), [subject, ...(isQuick ? ['--quick'] : [])], {
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once('message', ({ value }: Measured) => resolve(value));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`Measuring the ${subject} ended with ${code} and no figure.`)),
    );
  });
}
