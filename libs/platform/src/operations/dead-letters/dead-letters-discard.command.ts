import { SubCommand } from 'nest-commander';
import { DeadLetterDiscard, type Discarded } from '@warren/eventing';
import type { Page } from '../command-line/page';
import { UsageError } from '../command-line/usage-error';
import { ChangingDeadLettersCommand, type ChangingDeadLettersOptions } from './changing-dead-letters.command';
import { discardedPage } from './dead-letters.page';
import { ChoosesDeadLetters } from './filter-options';

@SubCommand({
  name: 'discard',
  arguments: '[ids...]',
  description: 'Puts dead letters out of the way that are not to be handled; needs --why',
})
@ChoosesDeadLetters()
export class DeadLettersDiscardCommand extends ChangingDeadLettersCommand<Discarded> {
  constructor(private readonly discard: DeadLetterDiscard) {
    super();
  }

  protected perform(ids: string[], options: ChangingDeadLettersOptions): Promise<Discarded> {
    if (!options.why?.trim())
      throw new UsageError('Say why, with --why: it is kept in the history of each of them.');
    const who = { actor: this.actorOf(options), reason: options.why };
    const which = this.chosen(ids, options);
    return 'ids' in which ? this.discard.letters(which.ids, who) : this.discard.matching(which.filter, who);
  }

  protected pageOf(discarded: Discarded): Page {
    return discardedPage(discarded);
  }
}
