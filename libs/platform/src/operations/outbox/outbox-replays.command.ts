import { SubCommand } from 'nest-commander';
import { OutboxReplay, type Replay } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';
import { replaysPage } from './replays.page';

@SubCommand({ name: 'replays', description: 'What was sent round again, by whom, and how far it is' })
export class OutboxReplaysCommand extends OperationCommand<Replay[]> {
  constructor(private readonly replays: OutboxReplay) {
    super();
  }

  protected perform(): Promise<Replay[]> {
    return this.replays.list();
  }

  protected pageOf(replays: Replay[]): Page {
    return replays.length > 0 ? replaysPage(replays) : ['Nothing was ever sent round again.'];
  }
}
