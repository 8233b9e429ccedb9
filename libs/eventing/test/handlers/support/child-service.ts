import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ChildSetup {
  databaseUrl: string;
  namespace: string;
  deliveryLimit?: number;
  /** Kills itself (SIGKILL) while it handles this thing. */
  dieAtThing?: string;
  /** Kills itself when the first message is about to be acked. */
  dieAtAck?: boolean;
}

/** The service of `handling-child.ts`, running until it is killed or kills itself. */
export class ChildService {
  private constructor(
    private readonly child: ChildProcess,
    /** How it ended. */
    readonly ended: Promise<NodeJS.Signals | number | null>,
  ) {}

  /** Resolves when it consumes, or has ended before it could say so. */
  static async start(setup: ChildSetup): Promise<ChildService> {
    const child = fork(join(__dirname, '../children/handling-child.ts'), {
      execArgv: ['-r', join(__dirname, '../../support/ts-register.js')],
      env: { ...process.env, CHILD_SETUP: JSON.stringify(setup) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit').then(([code, signal]) => signal ?? code) as Promise<
      NodeJS.Signals | number | null
    >;
    await Promise.race([once(child, 'message'), ended]);
    return new ChildService(child, ended);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async kill(): Promise<void> {
    if (this.isRunning) this.child.kill('SIGKILL');
    await this.ended;
  }
}
