import { Logger } from '@nestjs/common';
import type { PublishOutcome } from '../broker/broker';
import type { OutboxRow } from './outbox-row';
import { RareLog } from './rare-log';

/** What is known of who hears a type of event. */
interface Audience {
  /** `never`: no queue has taken one so far; that is fine while no consumer exists. */
  is: 'never' | 'there' | 'lost';
  log: RareLog;
}

/**
 * Knows which types of events somebody hears, by what the broker says of each event. One that nobody ever heard is
 * ordinary; one that was heard and is no longer is trouble: a queue, a binding or the exchange was deleted.
 */
export class Listeners {
  private readonly logger = new Logger('Relay');
  private readonly audiences = new Map<string, Audience>();
  private published = 0;
  private unroutable = 0;

  /** The broker has confirmed an event. */
  note(outcome: PublishOutcome, row: OutboxRow): void {
    this.published += 1;
    const audience = this.audienceOf(row.type);
    if (outcome === 'routed') this.heard(audience, row);
    else this.unheard(audience, row);
  }

  /** `lostListeners`: the types that used to reach a queue in the time of this process, and now reach none. */
  summary(): { published: number; unroutable: number; lostListeners: string[] } {
    const lost = [...this.audiences].filter(([, { is }]) => is === 'lost').map(([type]) => type);
    return { published: this.published, unroutable: this.unroutable, lostListeners: lost.sort() };
  }

  private heard(audience: Audience, { type }: OutboxRow): void {
    if (audience.is === 'lost') this.logger.log(`${type} reaches a queue again.`);
    audience.is = 'there';
  }

  private unheard(audience: Audience, { type, eventId }: OutboxRow): void {
    this.unroutable += 1;
    if (audience.is === 'never') {
      audience.log.say(
        `${type} was confirmed, but no queue is bound for it: nobody gets event ${eventId}. ` +
          'That is fine while no consumer exists; one that should get it has to declare its queue first.',
      );
      return;
    }
    if (audience.is === 'there') {
      audience.is = 'lost';
      audience.log = new RareLog(this.logger, 'warn');
    }
    audience.log.say(
      `${type} used to reach a queue and reaches none now: nobody gets event ${eventId}. Was a queue, a binding or the ` +
        'exchange deleted? Consumers that run declare theirs again within a minute; what they miss until then is in the outbox.',
    );
  }

  private audienceOf(type: string): Audience {
    const known = this.audiences.get(type);
    if (known) return known;
    const audience: Audience = { is: 'never', log: new RareLog(this.logger, 'log') };
    this.audiences.set(type, audience);
    return audience;
  }
}
