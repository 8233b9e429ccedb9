import { readFileSync } from 'node:fs';
import { Option, SubCommand } from 'nest-commander';
import { Forgetting } from '@warren/eventing';
import { ChangingCommand, type ChangingOptions } from '../command-line/changing-command';
import type { Page } from '../command-line/page';
import { UsageError } from '../command-line/usage-error';

interface ForgettingAgainOptions extends ChangingOptions {
  from?: string[];
}

interface ForgottenAgain {
  forgottenAgain: number;
}

@SubCommand({
  name: 'forget-again',
  description: 'After a restore from an older back-up, of this service or another: forgets all who had been',
})
export class PersonalDataForgetAgainCommand extends ChangingCommand<ForgottenAgain, ForgettingAgainOptions> {
  constructor(private readonly forgetting: Forgetting) {
    super();
  }

  @Option({
    flags: '--from <file>',
    description:
      'The list that "personal-data forgotten" gave before: ids, one a line; beside those on record',
  })
  from(file: string): string[] {
    try {
      return readFileSync(file, 'utf8').split(/\s+/).filter(Boolean);
    } catch (error) {
      throw new UsageError(`--from: ${(error as Error).message}`);
    }
  }

  protected async perform(_: string[], { from }: ForgettingAgainOptions): Promise<ForgottenAgain> {
    return { forgottenAgain: await this.forgetting.forgetAgain(from) };
  }

  protected pageOf({ forgottenAgain }: ForgottenAgain): Page {
    return [`${forgottenAgain} persons were forgotten again; every service is told anew.`];
  }
}
