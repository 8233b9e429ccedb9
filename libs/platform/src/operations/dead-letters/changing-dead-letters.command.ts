import { Option } from 'nest-commander';
import type { DeadLetterFilter } from '@warren/eventing';
import { ChangingCommand, type ChangingOptions } from '../command-line/changing-command';
import { UsageError } from '../command-line/usage-error';
import { filterIn, type FilterOptions } from './filter-options';

export interface ChangingDeadLettersOptions extends ChangingOptions, Omit<FilterOptions, 'reason'> {
  reason?: FilterOptions['reason'];
  why?: string;
  all?: boolean;
}

/** A command that does something with dead letters: those that are named, those that match, or all, if that is said. */
export abstract class ChangingDeadLettersCommand<
  Result,
  Options extends ChangingDeadLettersOptions = ChangingDeadLettersOptions,
> extends ChangingCommand<Result, Options> {
  @Option({ flags: '--why <reason>', description: 'Why, for the record' })
  why(reason: string): string {
    return reason;
  }

  @Option({ flags: '--all', description: 'All that wait; without it something has to be chosen' })
  all(): boolean {
    return true;
  }

  /** @throws UsageError when nothing was chosen, or in two ways. */
  protected chosen(ids: string[], options: Options): { ids: string[] } | { filter: DeadLetterFilter } {
    const { filter, isEmpty } = filterIn(options);
    if (ids.length > 0 && isEmpty && !options.all) return { ids };
    if (ids.length > 0)
      throw new UsageError('Give either ids of dead letters or options that choose them, not both.');
    if (isEmpty && !options.all)
      throw new UsageError('Say which: ids, or options that choose them (--group, --consumer, …), or --all.');
    return { filter };
  }
}
