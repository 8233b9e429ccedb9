import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { RareLog } from '../outbox/rare-log';
import { TOO_LATE, within } from '../within';
import { BROKER, type Broker } from './broker';
import { IN_MEMORY } from './in-memory/in-memory-url';

/** How soon a running process leaves a queue that is to be migrated, and how soon it comes back to it. */
export const LOOKS_EVERY_MS = 1_000;
const LIMIT_MS = 5_000;

const SET_ASIDE = `select queue, began_at as "beganAt" from eventing.queue_migrations order by queue`;

/**
 * Has this process leave alone the queues that `topology apply` is migrating: it reads from the database which they are.
 * While the database does not answer, what it knew before holds.
 */
@Injectable()
export class SetAsideQueues {
  private readonly logger = new Logger('Topology');
  private readonly reminder = new RareLog(this.logger);
  private known = new Set<string>();
  private timer?: NodeJS.Timeout;
  private looking?: Promise<void>;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(BROKER) private readonly broker: Pick<Broker, 'setAside'>,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'broker'>,
  ) {}

  /** Looks from now on, again and again. */
  start(): void {
    if (this.options.broker.url === IN_MEMORY) return;
    this.timer ??= setInterval(() => void this.look(), LOOKS_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Looks now. Resolves when what was found holds, or could not be found out. Never rejects. */
  look(): Promise<void> {
    if (this.options.broker.url === IN_MEMORY) return Promise.resolve();
    this.looking ??= this.read().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async read(): Promise<void> {
    try {
      const rows = await within(
        LIMIT_MS,
        this.dataSource.query<{ queue: string; beganAt: Date }[]>(SET_ASIDE),
      );
      if (rows !== TOO_LATE) this.apply(rows);
    } catch (error) {
      this.logger.debug(`Could not look which queues are being migrated: ${String(error)}`);
    }
  }

  private apply(rows: { queue: string; beganAt: Date }[]): void {
    const now = new Set(rows.map(({ queue }) => queue));
    const came = [...now].filter((queue) => !this.known.has(queue));
    const went = [...this.known].filter((queue) => !now.has(queue));
    for (const queue of came)
      this.logger.warn(`${queue} is being migrated: it is left alone until that is done.`);
    for (const queue of went) this.logger.log(`${queue} is migrated.`);
    this.known = now;
    if (came.length + went.length > 0) this.broker.setAside(now);
    else if (rows[0]) this.remind(rows[0]);
  }

  /** Nothing else would show that a migration was begun and never finished. */
  private remind({ queue, beganAt }: { queue: string; beganAt: Date }): void {
    this.reminder.say(
      `Nobody takes messages from ${queue}: its migration began at ${beganAt.toISOString()} and is not finished. ` +
        'If nobody is at it any more, run "topology apply" once more: it goes on where it stopped.',
    );
  }
}
