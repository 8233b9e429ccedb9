import { Option, SubCommand } from 'nest-commander';
import { OutboxReplay, type Replay } from '@warren/eventing';
import { ChangingCommand, type ChangingOptions } from '../command-line/changing-command';
import type { Need } from '../command-line/operation-session';
import type { Page } from '../command-line/page';
import { UsageError } from '../command-line/usage-error';
import { placeOption } from './replay-options';
import { progressOf, replaysPage } from './replays.page';

interface ReplayingOptions extends ChangingOptions {
  from?: number | Date;
  to?: number | Date;
  type?: string[];
  aggregate?: string;
  queue?: string;
  beyondInbox?: boolean;
  perSecond?: number;
  resume?: string;
}

const TELLS_EVERY_MS = 1_000;

@SubCommand({
  name: 'replay',
  description:
    'Sends events round again. Ctrl-C stops it; --resume goes on. Inboxes and gates make it harmless',
})
export class OutboxReplayCommand extends ChangingCommand<Replay, ReplayingOptions> {
  protected override readonly needs: readonly Need[] = ['database', 'broker'];

  constructor(private readonly replays: OutboxReplay) {
    super();
  }

  @Option({
    flags: '--from <place>',
    description: 'A position, or a time (default: the oldest event that is kept)',
  })
  from(text: string): number | Date {
    return placeOption('--from', text);
  }

  @Option({
    flags: '--to <place>',
    description: 'The last position, or a time (default: what has been relayed by now)',
  })
  to(text: string): number | Date {
    return placeOption('--to', text);
  }

  @Option({
    flags: '--type <types>',
    description: 'Only these: orders.order-placed, or orders.order-placed.v1,…',
  })
  type(text: string): string[] {
    return text.split(',').map((type) => type.trim());
  }

  @Option({ flags: '--aggregate <id>', description: 'Only those of one aggregate: its id, or order/<id>' })
  aggregate(text: string): string {
    return text;
  }

  @Option({
    flags: '--queue <name>',
    description:
      'To this queue alone (inventory.reserve-stock-when-order-placed) instead of everybody who listens',
  })
  queue(text: string): string {
    return text;
  }

  @Option({
    flags: '--beyond-inbox',
    description:
      'Also what is older than inboxes remember: the consumer of --queue handles it, even if it has before',
  })
  beyondInbox(): boolean {
    return true;
  }

  @Option({ flags: '--per-second <count>', description: 'No faster than this (default: 1000)' })
  perSecond(text: string): number {
    if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
    throw new UsageError(`--per-second must be a whole number from 1, not "${text}".`);
  }

  @Option({ flags: '--resume <id>', description: 'Goes on with a replay that was stopped or interrupted' })
  resume(text: string): string {
    return text;
  }

  protected async perform(_: string[], options: ReplayingOptions): Promise<Replay> {
    const { resume, type, actor, ...request } = options;
    if (resume !== undefined && (type ?? Object.keys(request).some((name) => name !== 'json')))
      throw new UsageError(
        '--resume goes on with what was asked for then: no other option can be given with it.',
      );
    const { from, to, aggregate, queue, beyondInbox, perSecond } = request;
    const asked = { from, to, types: type, aggregate, queue, beyondInbox, perSecond };
    const by = this.actorOf({ actor });
    const { id } = await (resume === undefined
      ? this.replays.request({ ...asked, requestedBy: by })
      : this.replays.resume(resume, by));
    return this.follow(id);
  }

  protected pageOf(replay: Replay): Page {
    const rest = `It was stopped on the way. Go on with: outbox replay --resume ${replay.id}`;
    return [...replaysPage([replay]), ...(replay.state === 'done' ? [] : [rest])];
  }

  protected override isWell({ state }: Replay): boolean {
    return state === 'done';
  }

  private async follow(id: string): Promise<Replay> {
    const stopped = new AbortController();
    const stop = () => stopped.abort();
    process.on('SIGINT', stop).on('SIGTERM', stop);
    this.output.progress(`Replay ${id}; Ctrl-C stops it.`);
    let [last, toldAt]: [Replay | undefined, number] = [undefined, performance.now()];
    try {
      for await (const replay of this.replays.run(id, stopped.signal)) {
        last = replay;
        if (performance.now() - toldAt < TELLS_EVERY_MS) continue;
        this.output.progress(progressOf(replay));
        toldAt = performance.now();
      }
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    }
    return last as Replay;
  }
}
