import { Injectable } from '@nestjs/common';
import { UnitOfWorkError } from '../message/errors';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import { LIFT, LOCK, OUTCOME, RECORD } from './inbox.sql';

/** How a consumer was done with an event: its effect is committed, or it was put aside as a dead letter. */
export type InboxOutcome = 'handled' | 'parked';

export interface InboxRecord {
  outcome: InboxOutcome;
  /** What the event said, see `contentDigest`; null where that was not kept. */
  content: Buffer | null;
}

/** Whether a record is that of another event, which goes by the same id. */
export function isOfAnother({ content }: InboxRecord, digest: Buffer): boolean {
  return content !== null && !content.equals(digest);
}

/** Remembers, per consumer, the events it is done with: what makes a second delivery of one harmless. */
@Injectable()
export class Inbox {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Records the event as part of the current unit of work. `false` when the consumer is done with it already. While
   * another unit of work is recording the same event this waits, and answers by how that one ended: so of two
   * deliveries at the same time only one goes on.
   *
   * @param key see `inboxKey`.
   * @param content see `contentDigest`: by it another event under the same id is noticed.
   * @throws UnitOfWorkError outside a unit of work, where the record would not hang together with any effect.
   */
  async record(
    key: string,
    consumer: string,
    outcome: InboxOutcome = 'handled',
    content: Buffer | null = null,
  ): Promise<boolean> {
    this.requireUnitOfWork('record');
    const recorded: unknown[] = await this.unitOfWork.manager.query(RECORD, [
      key,
      consumer,
      outcome,
      content,
    ]);
    return recorded.length > 0;
  }

  /** How the consumer was done with the event; undefined when it is not. */
  async find(key: string, consumer: string): Promise<InboxRecord | undefined> {
    const rows: InboxRecord[] = await this.unitOfWork.manager.query(OUTCOME, [key, consumer]);
    return rows[0];
  }

  /**
   * The same, and keeps every other delivery of the event waiting until the unit of work ends.
   *
   * @throws UnitOfWorkError outside a unit of work.
   */
  async lock(key: string, consumer: string): Promise<InboxRecord | undefined> {
    this.requireUnitOfWork('lock');
    const rows: InboxRecord[] = await this.unitOfWork.manager.query(LOCK, [key, consumer]);
    return rows[0];
  }

  /** What was parked is handled now, after all: as part of the unit of work in which that happens. */
  async lift(key: string, consumer: string): Promise<void> {
    this.requireUnitOfWork('lift');
    await this.unitOfWork.manager.query(LIFT, [key, consumer]);
  }

  private requireUnitOfWork(what: string): void {
    if (this.unitOfWork.isActive) return;
    throw new UnitOfWorkError(
      `inbox.${what} needs a unit of work: it must commit together with the effect it stands for.`,
    );
  }
}
