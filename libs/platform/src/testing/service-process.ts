import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@warren/eventing/testing';
import { HttpClient } from './http-client';
import { accessSettings } from './test-issuer';

const ROOT = join(__dirname, '../../../..');

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A built service (`dist/apps/<name>/main.js`) as a process of its own; it may be killed, stopped and started again. */
export class ServiceProcess extends HttpClient {
  private child: ChildProcess | undefined;
  private exit: Promise<Exit> = Promise.resolve({ code: null, signal: null });
  private written: string[] = [];

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly env: Record<string, string>,
  ) {
    super(`http://127.0.0.1:${port}`);
  }

  /** Starts the process, with `arguments` after the script's name, and does not wait for it. */
  async spawn(...args: string[]): Promise<void> {
    const script = join(ROOT, 'dist/apps', this.name, 'main.js');
    if (!existsSync(script))
      throw new Error(`${script} does not exist. Build it first: npx nest build ${this.name}`);
    const env = {
      ...process.env,
      LOG_LEVEL: 'log',
      LOG_FORMAT: 'text',
      PORT: String(this.port),
      ...(await accessSettings()),
      ...this.env,
    };
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    this.written = [];
    child.stdout.on('data', (chunk: Buffer) => this.written.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => this.written.push(chunk.toString()));
    this.exit = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  }

  /** Starts it and waits until it is ready: connected, consuming, relaying. */
  async start(): Promise<this> {
    await this.spawn();
    await this.untilReady();
    return this;
  }

  async untilReady(): Promise<void> {
    let last = 'it has not answered yet';
    await eventually(`${this.name} to be ready`, async () => {
      if (this.child?.exitCode !== null) return 'ended';
      const { body } = await this.get('/health/ready');
      last = JSON.stringify(body);
      return body.status === 'ready';
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${last}\n${this.output}`, { cause: error });
    });
    if (this.child?.exitCode !== null)
      throw new Error(`${this.name} ended while it was starting:\n${this.output}`);
  }

  /** Runs it with these arguments until it ends by itself. */
  async run(...args: string[]): Promise<Exit> {
    await this.spawn(...args);
    return this.exit;
  }

  /** Runs a command of the service beside it, as a person would: `command('ops', 'doctor')`. */
  async command(...args: string[]): Promise<Exit & { output: string }> {
    const beside = new ServiceProcess(this.name, this.port, this.env);
    return { ...(await beside.run(...args)), output: beside.output };
  }

  /** SIGTERM, and waits until it has ended. */
  stop(): Promise<Exit> {
    return this.end('SIGTERM');
  }

  /** SIGINT, as Ctrl-C sends it, and waits until it has ended. */
  interrupt(): Promise<Exit> {
    return this.end('SIGINT');
  }

  /** SIGKILL: it gets no chance to finish anything. */
  kill(): Promise<Exit> {
    return this.end('SIGKILL');
  }

  /** What it has written since it was started. */
  get output(): string {
    return this.written.join('');
  }

  private end(signal: NodeJS.Signals): Promise<Exit> {
    if (this.child?.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.exit;
  }
}
