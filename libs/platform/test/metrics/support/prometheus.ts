import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@warren/eventing/testing';
import { installedPrometheus, watchOver } from '../../../../../tools/servers';
import { freePort } from '../../../src/testing';

export type Programs = NonNullable<ReturnType<typeof installedPrometheus>>;

/**
 * A test that needs Prometheus' programs. Where they are missing it is skipped; in CI, where nothing may be left out unseen,
 * it fails.
 */
export function itWithPrometheus(name: string, test: (programs: Programs) => Promise<void>): void {
  const programs = installedPrometheus();
  if (programs) it(name, () => test(programs));
  else if (process.env.CI)
    it(name, () => Promise.reject(new Error('Prometheus is not installed (apt-get install prometheus).')));
  else
    it.skip(`${name} (skipped: promtool is not installed; on Debian: apt-get install prometheus)`, () =>
      undefined);
}

/** @throws Error with what it says, when it finds something wrong. */
export async function promtool({ promtool: program }: Programs, ...args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, args)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`promtool ${args.join(' ')} says:\n${stdout}${stderr}`, { cause: error });
  }
}

/** What Prometheus answers to a question: the values of the series that it found. */
interface Answer {
  status: string;
  error?: string;
  data: { result: { value: [number, string] }[] };
}

/** A Prometheus that scrapes one service every second, on a free port. It does not outlive the test, nor does its folder. */
export class LivePrometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
    private readonly folder: string,
    private readonly watchdog: ReturnType<typeof watchOver>,
  ) {}

  static async start({ prometheus }: Programs, target: string, service: string): Promise<LivePrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'warren-prometheus-'));
    const port = await freePort();
    const job = {
      job_name: 'warren',
      honor_labels: true,
      scrape_interval: '1s',
      scrape_timeout: '1s',
      static_configs: [{ targets: [new URL(target).host], labels: { service } }],
    };
    // YAML understands JSON.
    await writeFile(join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: [job] }));
    const child = spawn(
      prometheus,
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore', detached: true },
    );
    await writeFile(join(folder, 'prometheus.pid'), String(child.pid));
    const live = new LivePrometheus(child, `http://127.0.0.1:${port}`, folder, watchOver(folder));
    await eventually('Prometheus to be ready', async () => (await fetch(`${live.url}/-/ready`)).ok, 30_000);
    return live;
  }

  /** The values that are numbers. @throws Error where it does not understand the expression. */
  async ask(expression: string): Promise<number[]> {
    const response = await fetch(
      `${this.url}/api/v1/query?${new URLSearchParams({ query: expression }).toString()}`,
    );
    const { status, error, data } = (await response.json()) as Answer;
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    return data.result.map(({ value }) => Number(value[1])).filter((value) => !Number.isNaN(value));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    if (this.child.exitCode === null) this.child.kill('SIGKILL');
    await ended;
    this.watchdog.dismiss();
    await rm(this.folder, { recursive: true, force: true });
  }
}
