import { Inject } from '@nestjs/common';
import { CommandRunner, Option } from 'nest-commander';
import { OperationSession, type Need } from './operation-session';
import { Output } from './output';
import type { Page } from './page';

/**
 * A command: it connects to what it needs, has an injected operation do the work, and says what came of it, as text or as
 * JSON. What it throws is said to whoever typed it, and the process ends with 1; a `UsageError` ends it with 2.
 *
 * @example
 * ```ts
 * @SubCommand({ name: 'status', description: 'How far the relay has got.' })
 * export class OutboxStatusCommand extends OperationCommand<OutboxReport> {
 *   constructor(private readonly status: OutboxStatus) { super(); }
 *   protected perform(): Promise<OutboxReport> { return this.status.read(); }
 *   protected pageOf(report: OutboxReport): Page { return outboxPage(report); }
 * }
 * ```
 * Then name it in `commands.ts`, and among the `subCommands` of its group.
 */
export abstract class OperationCommand<Result, Options extends object = object> extends CommandRunner {
  // As properties, so that a command's own constructor names nothing but its operations.
  @Inject(OperationSession) protected readonly session!: OperationSession;
  @Inject(Output) protected readonly output!: Output;

  /** What must be there before {@link perform} is called. */
  protected readonly needs: readonly Need[] = ['database'];

  @Option({ flags: '--json', description: 'One JSON document on standard output, and nothing else' })
  json(): boolean {
    return true; // read by `formFor`, before any command is
  }

  async run(parameters: string[], options: Options): Promise<void> {
    await this.session.connect(this.needs);
    const result = await this.perform(parameters, options);
    this.output.result(result, this.pageOf(result), this.isWell(result));
  }

  /** Does the work. What it returns is the JSON document. */
  protected abstract perform(parameters: string[], options: Options): Promise<Result>;

  /** The same for people. */
  protected abstract pageOf(result: Result): Page;

  /** False when what was found needs somebody: the command ends with 1 then, for scripts. */
  protected isWell(_result: Result): boolean {
    return true;
  }
}
