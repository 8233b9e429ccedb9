import { SubCommand } from 'nest-commander';
import { DeadLetterSearch, type DeadLetterGroup } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';
import { groupsPage } from './dead-letters.page';
import { ChoosesDeadLetters, filterIn, type FilterOptions } from './filter-options';

@SubCommand({ name: 'groups', description: 'By what went wrong and where, the largest first' })
@ChoosesDeadLetters()
export class DeadLettersGroupsCommand extends OperationCommand<DeadLetterGroup[], FilterOptions> {
  constructor(private readonly search: DeadLetterSearch) {
    super();
  }

  protected perform(_: string[], options: FilterOptions): Promise<DeadLetterGroup[]> {
    return this.search.groups(filterIn(options).filter);
  }

  protected pageOf(groups: DeadLetterGroup[]): Page {
    return groupsPage(groups);
  }
}
