import { readFileSync } from 'node:fs';
import { eventually } from '@warren/eventing/testing';
import { HttpClient } from '@warren/platform/testing';
import { deployment } from './deployment';
import { podman, tryPodman } from './store';
import type { Ended } from './programs';

/** How one ended. `killed`: it had not within its time, and got SIGKILL. */
export interface Stopped {
  code: number;
  killed: boolean;
  tookMs: number;
}

interface State {
  Running: boolean;
  Pid: number;
  ExitCode: number;
}

const KILLED = 128 + 9;
const { graceSeconds, memory } = deployment();

/**
 * What the deployment of every service says, in podman's words. No folder is writable, unless the deployment gave one. Limits
 * of files and processes are named, as podman's own are more than a user without CAP_SYS_RESOURCE may give.
 */
const AS_DEPLOYED = [
  ...['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
  ...['--memory', memory.replace('Mi', 'm'), '--network', 'host'],
  ...['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096'],
];

const asOptions = (env: Record<string, string>): string[] =>
  Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);

/** Runs one command of the image in a container of its own until it ends: `migrate`, `ops doctor`. */
export function runOnce(image: string, env: Record<string, string>, ...command: string[]): Promise<Ended> {
  return tryPodman('run', '--rm', ...AS_DEPLOYED, ...asOptions(env), image, ...command);
}

/** A service in a container, as its image starts it. */
export class Container extends HttpClient {
  private constructor(
    private readonly id: string,
    port: number,
  ) {
    super(`http://127.0.0.1:${port}`);
  }

  /** Starts one, and does not wait for it. */
  static async start(image: string, port: number, env: Record<string, string>): Promise<Container> {
    const options = [...AS_DEPLOYED, ...asOptions({ ...env, PORT: String(port) })];
    return new Container((await podman('run', '--detach', ...options, image)).trim(), port);
  }

  /** It says that it is ready: connected, consuming, relaying. */
  async untilReady(): Promise<this> {
    await eventually('the container to be ready', async () => {
      if (!(await this.state()).Running) return 'ended';
      return (await this.get('/health/ready')).body.status === 'ready';
    });
    if (!(await this.state()).Running) throw new Error(`The container has ended:\n${await this.logs()}`);
    return this;
  }

  /** The image's health check passes in it. An engine asks several times, too: on a busy machine one may be late. */
  async untilHealthy(): Promise<void> {
    let last: Ended | undefined;
    await eventually(
      'the health check to pass',
      async () => {
        last = await tryPodman('healthcheck', 'run', this.id);
        return last.code === 0;
      },
      3 * 60_000,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${last?.code} ${last?.output}`, { cause: error });
    });
  }

  /** @returns the exit code of its health check, asked once: 0 is healthy */
  async checkHealth(): Promise<number> {
    return (await tryPodman('healthcheck', 'run', this.id)).code;
  }

  /** The file of its first process in the kernel's own view: /proc/<its id>/<file>. */
  async ofProcess(file: string): Promise<string> {
    return readFileSync(`/proc/${(await this.state()).Pid}/${file}`, 'utf8');
  }

  exec(...command: string[]): Promise<Ended> {
    return tryPodman('exec', this.id, ...command);
  }

  /** As an engine does: SIGTERM to the first process, and SIGKILL when the deployment's time is over. */
  async stop(): Promise<Stopped> {
    const started = Date.now();
    await podman('stop', '--time', String(graceSeconds), this.id);
    const { ExitCode: code } = await this.state();
    return { code, killed: code === KILLED, tookMs: Date.now() - started };
  }

  async logs(): Promise<string> {
    return (await tryPodman('logs', this.id)).output;
  }

  async remove(): Promise<void> {
    await podman('rm', '--force', '--time', '0', this.id);
  }

  private async state(): Promise<State> {
    return JSON.parse(await podman('inspect', '--format', '{{json .State}}', this.id)) as State;
  }
}
