import { setTimeout as pause } from 'node:timers/promises';
import { Option, SubCommand } from 'nest-commander';
import { DeadLetterRedrive, type Redrive, type RedriveOptions } from '@warren/eventing';
import type { Page } from '../command-line/page';
import { UsageError } from '../command-line/usage-error';
import { ChangingDeadLettersCommand, type ChangingDeadLettersOptions } from './changing-dead-letters.command';
import { redrivesPage } from './dead-letters.page';
import { ChoosesDeadLetters } from './filter-options';

interface RedriveCommandOptions extends ChangingDeadLettersOptions {
  ramp?: RedriveOptions['ramp'];
  tolerate?: number;
  to?: string;
  wait?: boolean;
}

const LOOK_EVERY_MS = 500;

@SubCommand({
  name: 'redrive',
  arguments: '[ids...]',
  description:
    'Sends dead letters round again: the running service does it, also when this command has ended',
})
@ChoosesDeadLetters()
export class DeadLettersRedriveCommand extends ChangingDeadLettersCommand<Redrive, RedriveCommandOptions> {
  constructor(private readonly redrive: DeadLetterRedrive) {
    super();
  }

  @Option({
    flags: '--ramp [steps]',
    description: 'In steps (default: 1,5,50,500); stops when some fail again',
  })
  ramp(steps: string | boolean): RedriveOptions['ramp'] {
    if (typeof steps !== 'string') return true;
    if (/^[1-9]\d{0,8}(,[1-9]\d{0,8})*$/.test(steps)) return steps.split(',').map(Number);
    throw new UsageError(`--ramp must be sizes like 1,5,50; not "${steps}".`);
  }

  @Option({
    flags: '--tolerate <count>',
    description: 'How many may fail again before a ramp stops (default: 0)',
  })
  tolerate(count: string): number {
    if (/^\d{1,9}$/.test(count)) return Number(count);
    throw new UsageError(`--tolerate must be a whole number; not "${count}".`);
  }

  @Option({
    flags: '--to <consumer>',
    description: 'To this one instead of the one that gave up on it; a stray needs it',
  })
  to(consumer: string): string {
    return consumer;
  }

  @Option({ flags: '--wait', description: 'Until it has ended; ends with 1 when not all were handled' })
  wait(): boolean {
    return true;
  }

  protected async perform(ids: string[], options: RedriveCommandOptions): Promise<Redrive> {
    const { ramp, to, tolerate: tolerated, why, wait } = options;
    const how: RedriveOptions = { actor: this.actorOf(options), reason: why, ramp, to, tolerated };
    const which = this.chosen(ids, options);
    const asked =
      'ids' in which
        ? await this.redrive.letters(which.ids, how)
        : await this.redrive.matching(which.filter, how);
    return wait ? this.untilEnded(asked) : asked;
  }

  protected pageOf(redrive: Redrive): Page {
    const look = `It goes on by itself; to see how far it is: dead-letters redrives ${redrive.id}`;
    return redrive.status === 'running' ? [...redrivesPage([redrive]), look] : redrivesPage([redrive]);
  }

  protected override isWell({ status, failed }: Redrive): boolean {
    return status === 'running' || (status === 'finished' && failed === 0);
  }

  private async untilEnded(redrive: Redrive): Promise<Redrive> {
    let last = redrive;
    while (last.status === 'running') {
      await pause(LOOK_EVERY_MS);
      const now = await this.redrive.progress(redrive.id);
      if (now.handled + now.failed !== last.handled + last.failed || now.problem !== last.problem)
        this.output.progress(
          `${now.handled} of ${now.letters} handled, ${now.failed} failed again${now.problem ? `; ${now.problem}` : ''}`,
        );
      last = now;
    }
    return last;
  }
}
