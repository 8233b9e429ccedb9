import { SubCommand } from 'nest-commander';
import { Forgetting } from '@warren/eventing';
import { ChangingCommand } from '../command-line/changing-command';
import type { Page } from '../command-line/page';

interface Rewrapped {
  rewrapped: number;
}

@SubCommand({
  name: 'rewrap',
  description:
    'Has the first master key of PERSONAL_DATA_KEYS wrap all keys; then the others can be taken out',
})
export class PersonalDataRewrapCommand extends ChangingCommand<Rewrapped> {
  constructor(private readonly forgetting: Forgetting) {
    super();
  }

  protected async perform(): Promise<Rewrapped> {
    return { rewrapped: await this.forgetting.rewrap() };
  }

  protected pageOf({ rewrapped }: Rewrapped): Page {
    return [`${rewrapped} keys were wrapped anew: all keys here are wrapped by the first master key now.`];
  }
}
