import { Logger } from '@nestjs/common';

const EVERY_MS = 10_000;

/** For what can happen thousands of times a second: logs the first, then at most one each ten seconds with the count. */
export class RareLog {
  private nextAt = 0;
  private unsaid = 0;

  constructor(
    private readonly logger: Logger,
    private readonly level: 'log' | 'warn' | 'error' = 'warn',
  ) {}

  say(message: string): void {
    if (performance.now() < this.nextAt) {
      this.unsaid++;
      return;
    }
    const repeats = this.unsaid > 0 ? ` (and ${this.unsaid} more like this since it was last logged)` : '';
    this.logger[this.level](`${message}${repeats}`);
    this.nextAt = performance.now() + EVERY_MS;
    this.unsaid = 0;
  }
}
