import { SubCommand } from 'nest-commander';
import { Forgetting } from '@warren/eventing';
import { ChangingCommand, type ChangingOptions } from '../command-line/changing-command';
import type { Page } from '../command-line/page';
import { UsageError } from '../command-line/usage-error';

interface Forgotten {
  forgotten: string[];
}

@SubCommand({
  name: 'forget',
  arguments: '[ids...]',
  description: 'Forgets persons for good: nothing that tells who they were can be read any more, anywhere',
})
export class PersonalDataForgetCommand extends ChangingCommand<Forgotten> {
  constructor(private readonly forgetting: Forgetting) {
    super();
  }

  protected async perform(ids: string[], _options: ChangingOptions): Promise<Forgotten> {
    if (ids.length === 0) throw new UsageError('Say whom: personal-data forget <id> [<id> …].');
    for (const id of ids) await this.forgetting.forget(id);
    return { forgotten: ids };
  }

  protected pageOf({ forgotten }: Forgotten): Page {
    return [
      `Forgotten: ${forgotten.join(', ')}. The keys are gone; other services forget as they get the event. Keep the list of those ` +
        'who were forgotten apart from the back-ups: personal-data forgotten.',
    ];
  }
}
