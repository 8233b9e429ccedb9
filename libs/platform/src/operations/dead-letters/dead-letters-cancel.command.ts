import { Option, SubCommand } from 'nest-commander';
import { DeadLetterRedrive, type Redrive } from '@warren/eventing';
import { ChangingCommand, type ChangingOptions } from '../command-line/changing-command';
import type { Page } from '../command-line/page';
import { redrivesPage } from './dead-letters.page';

interface CancelOptions extends ChangingOptions {
  why?: string;
}

@SubCommand({
  name: 'cancel',
  arguments: '<redrive>',
  description: 'Ends a re-drive: what is not sent yet stays parked',
})
export class DeadLettersCancelCommand extends ChangingCommand<Redrive, CancelOptions> {
  constructor(private readonly redrive: DeadLetterRedrive) {
    super();
  }

  @Option({ flags: '--why <reason>', description: 'Why, for the record' })
  why(reason: string): string {
    return reason;
  }

  protected perform([id = '']: string[], options: CancelOptions): Promise<Redrive> {
    return this.redrive.cancel(id, { actor: this.actorOf(options), reason: options.why });
  }

  protected pageOf(redrive: Redrive): Page {
    return redrivesPage([redrive]);
  }
}
