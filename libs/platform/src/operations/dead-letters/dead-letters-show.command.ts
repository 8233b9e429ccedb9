import { Option, SubCommand } from 'nest-commander';
import { DeadLetterSearch, type DeadLetterDetails } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';
import { detailsPage } from './dead-letters.page';

interface ShowOptions {
  confidential?: boolean;
}

@SubCommand({
  name: 'show',
  arguments: '<id>',
  description: 'One, with its event, the stack of the error, and what was done with it',
})
export class DeadLettersShowCommand extends OperationCommand<DeadLetterDetails, ShowOptions> {
  constructor(private readonly search: DeadLetterSearch) {
    super();
  }

  @Option({ flags: '--confidential', description: 'Also the data of a confidential event' })
  confidential(): boolean {
    return true;
  }

  protected perform([id = '']: string[], { confidential }: ShowOptions): Promise<DeadLetterDetails> {
    return this.search.show(id, { confidential });
  }

  protected pageOf(letter: DeadLetterDetails): Page {
    return detailsPage(letter);
  }
}
