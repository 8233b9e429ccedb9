import { SubCommand } from 'nest-commander';
import { Forgetting } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';

interface Forgotten {
  forgotten: string[];
}

@SubCommand({
  name: 'forgotten',
  description: 'The ids of all who were forgotten, one a line: to be kept apart from the back-ups',
})
export class PersonalDataForgottenCommand extends OperationCommand<Forgotten> {
  constructor(private readonly forgetting: Forgetting) {
    super();
  }

  protected async perform(): Promise<Forgotten> {
    const forgotten: string[] = [];
    for await (const id of this.forgetting.forgotten()) forgotten.push(id);
    return { forgotten };
  }

  protected pageOf({ forgotten }: Forgotten): Page {
    return [forgotten.join('\n')];
  }
}
