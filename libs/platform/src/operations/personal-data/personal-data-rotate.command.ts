import { SubCommand } from 'nest-commander';
import { Forgetting } from '@warren/eventing';
import { ChangingCommand } from '../command-line/changing-command';
import type { Page } from '../command-line/page';
import { UsageError } from '../command-line/usage-error';

interface Rotated {
  rotated: string[];
}

@SubCommand({
  name: 'rotate',
  arguments: '[ids...]',
  description:
    'Gives persons a new key for what is published of them from now on; what was before stays readable',
})
export class PersonalDataRotateCommand extends ChangingCommand<Rotated> {
  constructor(private readonly forgetting: Forgetting) {
    super();
  }

  protected async perform(ids: string[]): Promise<Rotated> {
    if (ids.length === 0) throw new UsageError('Say whose key: personal-data rotate <id> [<id> …].');
    for (const id of ids) await this.forgetting.rotate(id);
    return { rotated: ids };
  }

  protected pageOf({ rotated }: Rotated): Page {
    return [`New keys for: ${rotated.join(', ')}.`];
  }
}
