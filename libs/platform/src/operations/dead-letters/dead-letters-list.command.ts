import { Option, SubCommand } from 'nest-commander';
import { DeadLetterSearch, type DeadLetterPage } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';
import { UsageError } from '../command-line/usage-error';
import { listPage } from './dead-letters.page';
import { ChoosesDeadLetters, filterIn, type FilterOptions } from './filter-options';

interface ListOptions extends FilterOptions {
  limit?: number;
  after?: string;
}

@SubCommand({ name: 'list', description: 'Those that wait for somebody, or that match; the newest first' })
@ChoosesDeadLetters()
export class DeadLettersListCommand extends OperationCommand<DeadLetterPage, ListOptions> {
  constructor(private readonly search: DeadLetterSearch) {
    super();
  }

  @Option({ flags: '--limit <count>', description: 'How many at most, up to 1000 (default: 50)' })
  limit(text: string): number {
    if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= 1_000) return Number(text);
    throw new UsageError(`--limit must be a whole number from 1 to 1000; not "${text}".`);
  }

  @Option({ flags: '--after <place>', description: 'The next page, as the one before has named it' })
  after(place: string): string {
    return place;
  }

  protected perform(_: string[], options: ListOptions): Promise<DeadLetterPage> {
    return this.search.page(filterIn(options).filter, { size: options.limit, after: options.after });
  }

  protected pageOf(page: DeadLetterPage): Page {
    return listPage(page);
  }
}
