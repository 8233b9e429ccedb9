import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Harm } from '../services/contracts';
import type { Asked, Questions, Report } from '../services/conversation';
import { eventually } from '@warren/eventing/testing';
import { SETTINGS_VARIABLE, type ServiceSettings } from '../services/settings';

const MAIN = join(__dirname, '../services/main.ts');
const REGISTER = join(__dirname, '../../support/ts-register.js');
const START_WITHIN_MS = 60_000;
const ANSWER_WITHIN_MS = 30_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A service as a process of its own, which can be asked things, and killed. */
export class ServiceProcess {
  /** Resolves when the process has ended, however that happened. */
  readonly exit: Promise<Exit>;
  /** Resolves when it takes requests; rejects when it ends before. */
  readonly ready: Promise<this>;
  readonly output: string[] = [];
  port = 0;
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (report: Report) => void>();
  private ended: Exit | undefined;
  private questions = 0;

  constructor(readonly settings: ServiceSettings) {
    this.child = fork(MAIN, {
      execArgv: ['--require', REGISTER],
      env: { ...process.env, [SETTINGS_VARIABLE]: JSON.stringify(settings) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.stdout?.on('data', (text: Buffer) => this.output.push(text.toString()));
    this.child.stderr?.on('data', (text: Buffer) => this.output.push(text.toString()));
    this.exit = once(this.child, 'exit').then(([code, signal]: unknown[]) => {
      this.ended = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      return this.ended;
    });
    this.ready = this.becomeReady();
    this.ready.catch(() => undefined); // whoever awaits it is told; nobody has to
  }

  get name(): string {
    return `${this.settings.service} (process ${this.child.pid})`;
  }

  get isAlive(): boolean {
    return this.ended === undefined;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isAlive) this.child.kill(signal);
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.signal(signal);
    return this.exit;
  }

  /** @throws Error when the process ends before it answers, or takes too long. */
  async ask<Q extends keyof Questions>(question: Q): Promise<Questions[Q]> {
    const asked: Asked = { id: ++this.questions, question };
    const answered = new Promise<Report>((resolve) => this.waiting.set(asked.id, resolve));
    this.child.send(asked, () => undefined); // a channel that is closed: the end of the process is awaited below
    const report = await this.orFail(answered, ANSWER_WITHIN_MS, `to answer "${question}"`);
    this.waiting.delete(asked.id);
    if ('error' in report) throw new Error(`${this.name} could not answer "${question}": ${report.error}`);
    return (report as { answer: Questions[Q] }).answer;
  }

  /** Asks the writer for a single movement over HTTP. */
  async post(account: string, movement: { amount: number; harm?: Harm }): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}/accounts/${account}/movements`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(movement),
    });
  }

  private async becomeReady(): Promise<this> {
    const listening = new Promise<void>((resolve) => {
      this.child.on('message', (report: Report) => {
        if ('id' in report) return this.waiting.get(report.id)?.(report);
        this.port = report.listening;
        resolve();
      });
    });
    await this.orFail(listening, START_WITHIN_MS, 'to start');
    return this;
  }

  private async orFail<T>(result: Promise<T>, withinMs: number, purpose: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.failure(`took more than ${withinMs} ms ${purpose}`)), withinMs);
    });
    const gone = this.exit.then(({ code, signal }) => {
      throw this.failure(`ended (${signal ?? code}) instead ${purpose.replace('to ', 'of: ')}`);
    });
    return Promise.race([result, late, gone]).finally(() => clearTimeout(timer));
  }

  private failure(what: string): Error {
    return new Error(`${this.name} ${what}. It said:\n${this.lastWords()}`);
  }

  lastWords(lines = 30): string {
    return this.output.join('').split('\n').slice(-lines).join('\n');
  }
}

/** Its queues are declared, and every consumer is at work. */
export async function untilConsuming(process: ServiceProcess): Promise<ServiceProcess> {
  await eventually(`${process.name} to consume`, async () => {
    const { consumers } = await process.ask('state');
    return consumers.every(({ state }) => state === 'consuming');
  });
  return process;
}
