import type { LoggerService } from '@nestjs/common';

const MOST = 20;
const LONGEST = 500;

/** Takes what services log, so that it does not drown the test's own output, and keeps the latest warnings and errors. */
export class RecentWarnings implements LoggerService {
  readonly lines: string[] = [];

  log(): void {}

  warn(message: unknown, ...more: unknown[]): void {
    this.keep('WARN', message, more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.keep('ERROR', message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.keep('FATAL', message, more);
  }

  /** Of what comes with a message, the last text is the context: who says it. */
  private keep(level: string, message: unknown, more: unknown[]): void {
    const context = more.findLast((one) => typeof one === 'string') ?? '';
    const errors = more.filter((one) => one instanceof Error).map(String);
    const [firstLine] = [String(message), ...errors].join(' ').split('\n');
    this.lines.push(`${level} [${String(context)}] ${firstLine?.slice(0, LONGEST)}`);
    if (this.lines.length > MOST) this.lines.shift();
  }
}
