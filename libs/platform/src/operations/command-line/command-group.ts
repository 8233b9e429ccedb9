import { CommandRunner } from 'nest-commander';
import { UsageError } from './usage-error';

/** A word with commands under it, which does nothing by itself: `outbox`, `dead-letters`. */
export abstract class CommandGroup extends CommandRunner {
  async run(parameters: string[]): Promise<void> {
    const [unknown] = parameters;
    const group = this.command.name();
    const known = this.command.commands.map((command) => command.name()).join(', ');
    throw new UsageError(
      unknown === undefined
        ? `What of ${group}? There are: ${known}.`
        : `"${unknown}" is no command of ${group}. There are: ${known}.`,
    );
  }
}
