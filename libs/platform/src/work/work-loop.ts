import { Logger } from '@nestjs/common';

/** Work that is found by looking into a table. */
export interface LookedForWork {
  /** For the log, as the beginning of a sentence: "Orders that are due". */
  name: string;
  /** It looks at least this often: another process may have stored something, or died with it in hand. */
  everyMs: number;
  /** Once when it wakes up, before the looks that follow. */
  begin?(): Promise<void>;
  /** Takes what there is room for, and does not wait for its end. */
  look(): Promise<void>;
}

/**
 * Looks for work when it is woken, and by itself now and then. Never two looks at a time: woken during one it looks once more
 * behind it. A look that fails is logged, and made again by itself.
 *
 * @example
 * ```ts
 * readonly loop = new WorkLoop({ name: 'Mails', everyMs: 1_000, look: () => this.sendSome() });
 * onApplicationBootstrap() { this.loop.start(); }
 * beforeApplicationShutdown() { return this.loop.stop(); }
 * ```
 */
export class WorkLoop {
  private readonly logger = new Logger(WorkLoop.name);
  private timer?: NodeJS.Timeout;
  private looking?: Promise<void>;
  private wanted = false;
  private stopping = false;

  constructor(private readonly work: LookedForWork) {}

  /** Whether it was told to stop. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** Looks at once, and from now on by itself. */
  start(): void {
    this.timer = setInterval(() => this.wake(), this.work.everyMs);
    this.wake();
  }

  /** There may be something to do. Cheap, and never throws; call it after the commit. */
  wake(): void {
    if (this.stopping) return;
    this.wanted = true;
    this.looking ??= this.lookOn();
  }

  /** Looks no more. Resolves when a look that is underway has ended; what was begun by it may go on. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.looking;
  }

  private async lookOn(): Promise<void> {
    try {
      await this.work.begin?.();
      while (this.wanted && !this.stopping) {
        this.wanted = false;
        await this.work.look();
      }
    } catch (error) {
      this.logger.warn(
        `${this.work.name} could not be looked for; the next look comes by itself. ${String(error)}`,
      );
    } finally {
      this.looking = undefined;
    }
  }
}
