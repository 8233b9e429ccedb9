import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A TypeScript file in a process of its own, for tests that kill it; it finds its setup in CHILD_SETUP, as JSON. */
export class ForkedProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** How it ended. */
    readonly ended: Promise<NodeJS.Signals | number | null>,
  ) {}

  /** Resolves when it has sent a first message, or has ended before it could. */
  static async start(file: string, setup: object): Promise<ForkedProcess> {
    const child = fork(file, {
      execArgv: ['-r', join(__dirname, 'ts-register.js')],
      env: { ...process.env, CHILD_SETUP: JSON.stringify(setup) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit').then(([code, signal]) => signal ?? code) as Promise<
      NodeJS.Signals | number | null
    >;
    await Promise.race([once(child, 'message'), ended]);
    return new ForkedProcess(child, ended);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async kill(): Promise<void> {
    if (this.isRunning) this.child.kill('SIGKILL');
    await this.ended;
  }
}
