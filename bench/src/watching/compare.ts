import { measureFramework } from '../consuming';
import { measureLatency } from '../latency';
import { measureRelay } from '../relay-drain';
import { Collector } from './collector';

export type Subject = 'drain' | 'projection' | 'handler' | 'latency';

export interface WatchedResult {
  subject: Subject;
  /** The best of the turns, for all else that happens on a machine only slows it down: events per second, or milliseconds for the latency. */
  unwatched: number;
  watched: number;
}

type Measure = (size: number, environment: NodeJS.ProcessEnv) => Promise<number>;

const SUBJECTS: Record<Subject, { measure: Measure; size: number; quickSize: number }> = {
  drain: { measure: measureRelay, size: 60_000, quickSize: 10_000 },
  projection: {
    measure: (...given) => measureFramework('projection', ...given),
    size: 150_000,
    quickSize: 10_000,
  },
  handler: { measure: (...given) => measureFramework('handler', ...given), size: 20_000, quickSize: 3_000 },
  latency: { measure: async (...given) => (await measureLatency(...given)).p50, size: 6, quickSize: 3 },
};

/** A machine is not the same a minute later: neither may always come first. */
const TURNS = [false, true, true, false, false, true, true, false, false, true];

/**
 * What it costs to watch a service: traces recorded and sent to a collector, by the services' defaults (so many traces a second, of
 * statements those that were slow, of a backlog's events 32 of each batch), and its metrics read every five seconds; against the same service without a collector, whose metrics nobody reads.
 */
export async function compareWatched(isQuick: boolean, tell: (result: WatchedResult) => void): Promise<void> {
  const collector = new Collector();
  const watching = { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(), BENCH_SCRAPE_EVERY_MS: '5000' };
  try {
    for (const subject of Object.keys(SUBJECTS) as Subject[]) {
      const { measure, size, quickSize } = SUBJECTS[subject];
      const watched: number[] = [];
      const unwatched: number[] = [];
      for (const isWatched of isQuick ? TURNS.slice(0, 2) : TURNS) {
        const value = await measure(isQuick ? quickSize : size, isWatched ? watching : {});
        (isWatched ? watched : unwatched).push(value);
      }
      const best = subject === 'latency' ? Math.min : Math.max;
      tell({ subject, unwatched: best(...unwatched), watched: best(...watched) });
    }
    if (collector.bytes === 0) throw new Error('The collector was sent no spans: nothing was traced.');
  } finally {
    await collector.close();
  }
}
