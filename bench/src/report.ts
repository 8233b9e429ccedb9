import type { ConsumingResult } from './consuming';
import type { DrainResult } from './relay-drain';
import type { LatencyResult } from './tasks/time-deliveries';
import type { Subject, WatchedResult } from './watching/compare';

/** With traces and metrics on, and without. */
const WATCHED: Record<Subject, string> = {
  drain: 'relay drains, a second',
  projection: 'projection folds, a second',
  handler: 'handler handles, a second',
  latency: 'commit → handler at 50/s, p50',
};

const COLUMNS = [44, 12, 12, 8];

/** Prints each measurement when it is there, and all of them as a table at the end. */
export class Report {
  private readonly rows: string[][] = [];
  private readonly drains: DrainResult[] = [];
  private readonly watched: string[][] = [];

  constructor(private readonly machine: string) {
    console.log(`${machine}\n`);
  }

  drain(result: DrainResult): void {
    this.drains.push(result);
    this.compare(`relay drains ${thousands(result.rows)} rows`, result.relay, result.raw);
  }

  projection(result: ConsumingResult): void {
    this.compare(`projection folds ${thousands(result.messages)} messages`, result.framework, result.raw);
  }

  handler(result: ConsumingResult): void {
    this.compare(`handler handles ${thousands(result.messages)} messages`, result.framework, result.raw);
  }

  latency({ events, p50, p99 }: LatencyResult): void {
    this.add(
      `commit → handler at 50/s, ${thousands(events)} events`,
      `p50 ${p50.toFixed(1)} ms`,
      `p99 ${p99.toFixed(1)} ms`,
    );
  }

  watching({ subject, watched, unwatched }: WatchedResult): void {
    const isTime = subject === 'latency';
    const told = (value: number) => (isTime ? `${value.toFixed(1)} ms` : thousands(value));
    const kept = isTime ? unwatched / watched : watched / unwatched;
    const row = [WATCHED[subject], told(watched), told(unwatched), kept.toFixed(2)];
    this.watched.push(row);
    console.log(format(row));
  }

  print(): void {
    const [small, large] = this.drains;
    if (small && large) {
      this.add(
        `drain ratio, ${thousands(large.rows)} rows to ${thousands(small.rows)}`,
        '',
        '',
        steadiness(small, large),
      );
    }
    console.log(`\n${this.machine}\n`);
    for (const row of [['', 'Warren/s', 'raw/s', 'ratio'], ...this.rows]) console.log(format(row));
    console.log();
    for (const row of [['', 'watched', 'unwatched', 'ratio'], ...this.watched]) console.log(format(row));
  }

  private compare(what: string, framework: number, raw: number): void {
    this.add(what, thousands(framework), thousands(raw), (framework / raw).toFixed(2));
  }

  private add(...row: string[]): void {
    this.rows.push(row);
    console.log(format(row));
  }
}

/** 1.00: the relay is as close to the raw limit with a large backlog as with a small one. */
function steadiness(small: DrainResult, large: DrainResult): string {
  return (large.relay / large.raw / (small.relay / small.raw)).toFixed(2);
}

function thousands(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

function format(row: string[]): string {
  return row
    .map((cell, index) => (index === 0 ? cell.padEnd(COLUMNS[0] ?? 0) : cell.padStart(COLUMNS[index] ?? 0)))
    .join(' ')
    .trimEnd();
}
