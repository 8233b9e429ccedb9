import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { sealEvent, type PendingEvent } from '../outbox/pending-event';
import { KeyRing } from './keys/key-ring';
import { KeyTable } from './keys/key-table';
import type { Unsealed } from './sealing';

/** Encrypts what is personal in events before they are stored, and forgets whom they say is to be forgotten. */
@Injectable()
export class EventSealer {
  constructor(
    private readonly keys: KeyTable,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'messages'>,
  ) {}

  /**
   * In the transaction of `db`, which is to store them. An event that is published while its person is being forgotten comes
   * before or after that: who comes second waits, and then publishes nothing of the person.
   */
  async seal(events: readonly PendingEvent[], db: EntityManager): Promise<void> {
    const forgotten = events.flatMap(({ forgets }) => forgets ?? []);
    await this.keys.forget(db, forgotten);
    const ring = await this.ringFor(
      events.map(({ unsealed }) => unsealed),
      db,
    );
    for (const event of events) sealEvent(event, ring, this.options.messages.largestBytes);
  }

  /** The keys to seal these with. None of their persons can be forgotten before the transaction of `db` ends. */
  async ringFor(unsealed: readonly (Unsealed | undefined)[], db: EntityManager): Promise<KeyRing> {
    const persons = unsealed.flatMap((one) => one?.persons ?? []);
    return persons.length > 0 ? this.keys.readOrMake(db, persons) : new KeyRing();
  }
}
