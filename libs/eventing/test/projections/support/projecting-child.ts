import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServiceSetup } from './projecting-service';

export interface ChildSetup extends ServiceSetup {
  /** Kills itself (SIGKILL) in the batch of this number: just before its commit, or between its commit and its ack. */
  die?: { when: 'before the commit' | 'before the ack'; batch: number };
}

/** A {@link ProjectingService} in a process of its own, running until it kills itself or is killed. */
export class ProjectingChild {
  private constructor(
    private readonly child: ChildProcess,
    readonly ended: Promise<NodeJS.Signals | number | null>,
  ) {}

  /** Resolves when it consumes, or has ended before it could say so. */
  static async start(setup: ChildSetup): Promise<ProjectingChild> {
    const child = fork(join(__dirname, '../children/projecting-child.ts'), {
      execArgv: ['-r', join(__dirname, '../../support/ts-register.js')],
      env: { ...process.env, CHILD_SETUP: JSON.stringify(setup) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit').then(
      ([code, signal]) => (signal ?? code) as NodeJS.Signals | number | null,
    );
    await Promise.race([once(child, 'message'), ended]);
    return new ProjectingChild(child, ended);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async kill(): Promise<void> {
    if (!this.hasEnded) this.child.kill('SIGKILL');
    await this.ended;
  }
}
