import { Inject, Injectable, Logger } from '@nestjs/common';
import { TOO_LATE, within } from '../within';
import { BindingRecord } from './binding-record';
import { BROKER, type Broker } from './broker';
import type { Topology } from './topology';

const LIMIT_MS = 5_000;

/**
 * Sees to what older versions of the service have left on the broker: unbinds from the service's queues the events that
 * nobody takes any more, which would all be parked as unknown, and tells of queues that nobody empties.
 *
 * None of that is urgent, and the service runs without: what fails is told, and tried again at the next round.
 */
@Injectable()
export class StaleBindings {
  private readonly logger = new Logger('Topology');

  constructor(
    private readonly record: BindingRecord,
    @Inject(BROKER) private readonly broker: Pick<Broker, 'unbind' | 'lengthOf'>,
  ) {}

  /**
   * Before the topology is declared.
   *
   * @returns whether it is on record. If not, another process may take it for stale, and unbind it after it was declared: it
   * has to be declared once more when it is.
   */
  want({ bindings }: Topology): Promise<boolean> {
    return this.orTell('note what is bound', () => this.record.want(bindings));
  }

  /** After it was declared; only when it is on record: else its own bindings may look stale. */
  async clear({ queues }: Topology): Promise<void> {
    const names = queues.map(({ name }) => name);
    await this.orTell('look for stale bindings', async () => {
      const unbound = await this.record.unbindStale(names, (binding) => this.broker.unbind(binding));
      for (const { queue, exchange, routingKey } of unbound)
        this.logger.warn(
          `Unbound ${routingKey} of ${exchange} from ${queue}: no process has taken it for a day.`,
        );
      for (const orphan of await this.record.orphansBeside(names))
        await this.tell(orphan.queue, orphan.wantedAt);
    });
  }

  /** It is left as it is: whether its messages may go, only people know. */
  private async tell(queue: string, wantedAt: Date): Promise<void> {
    const length = await this.broker.lengthOf(queue);
    if (length === undefined) return this.record.forget(queue);
    this.logger.warn(
      `Nobody takes messages from the queue ${queue} (${length} ready): no process has declared it since ` +
        `${wantedAt.toISOString()}. Its handler was renamed or removed; it goes on filling. Move its messages to the new ` +
        'queue if they still matter, and delete it.',
    );
  }

  /** The broker's side of a service starts though its database does not answer. */
  private async orTell(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      const result = await within(LIMIT_MS, work());
      if (result === TOO_LATE) throw new Error(`there was no answer within ${LIMIT_MS} ms`);
      return true;
    } catch (error) {
      this.logger.warn(`Could not ${what}; trying again later: ${String(error)}`);
      return false;
    }
  }
}
