import { SubCommand } from 'nest-commander';
import { DeadLetterRedrive, type Redrive } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';
import { redrivesPage } from './dead-letters.page';

@SubCommand({
  name: 'redrives',
  arguments: '[id]',
  description: 'What was sent round again lately, or one of it, and how far it is',
})
export class DeadLettersRedrivesCommand extends OperationCommand<Redrive[]> {
  constructor(private readonly redrive: DeadLetterRedrive) {
    super();
  }

  protected async perform([id]: string[]): Promise<Redrive[]> {
    return id === undefined ? this.redrive.latest() : [await this.redrive.progress(id)];
  }

  protected pageOf(redrives: Redrive[]): Page {
    return redrivesPage(redrives);
  }
}
