import { InjectCommander, type CommandRunner } from 'nest-commander';
import { Injectable } from '@nestjs/common';
import { UsageError } from './usage-error';

type Commander = Parameters<CommandRunner['setCommand']>[0];

/** Makes commander throw where it would end the process, and take nothing that it does not know. */
@Injectable()
export class StrictCommander {
  constructor(@InjectCommander() private readonly commander: Commander) {}

  /** To be called when all commands are known. @param name what is typed before a command */
  tighten(name: string): void {
    this.commander.name(name);
    tighten(this.commander);
  }

  /**
   * What an error of commander's means: the usage was wrong, or somebody has asked for help and got it (undefined). Any
   * other error is returned as it is.
   */
  translate(error: Error): Error | undefined {
    const { code, message } = error as Error & { code?: unknown };
    if (typeof code !== 'string' || !code.startsWith('commander.')) return error;
    if (code === 'commander.helpDisplayed') return undefined;
    if (code === 'commander.help') return new UsageError(this.commander.helpInformation().trimEnd());
    const said = message.replace(/^error: /, '').replace(/\.$/, '');
    return new UsageError(`${said.replace(/^./, (first) => first.toUpperCase())}.`, { cause: error });
  }
}

function tighten(command: Commander): void {
  command.exitOverride();
  command.configureOutput({ writeErr: () => undefined }); // it comes as an error, too, and is said once
  if (command.commands.length === 0) command.allowExcessArguments(false);
  command.commands.forEach((each) => tighten(each));
}
