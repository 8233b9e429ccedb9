import { Injectable, Logger } from '@nestjs/common';
import { DatabaseWatch } from '../handlers/database-watch';
import { failureKind } from '../handlers/failure-kind';
import { backoffMs } from '../backoff';
import { pause } from '../handlers/pausing';
import { DeadLetters } from './dead-letters';
import { errorStory } from './error-story';
import type { ParkingStory } from './parking-story';

/** Who waits for a message to be parked. */
export interface ParkingOwner {
  /** Raised when it stops waiting. */
  readonly stopping: AbortSignal;
  /** Set while the message cannot be parked, for its status. */
  heldBecause: string | undefined;
}

/** Parks a message whatever it takes: one that can neither be handled nor parked would be lost, or loop. */
@Injectable()
export class Parking {
  private readonly logger = new Logger(Parking.name);

  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly database: DatabaseWatch,
  ) {}

  /**
   * Holds the message until it is parked: through an outage of the database, and should the dead letters be impossible
   * to write at all, loudly and for as long as it takes.
   *
   * @returns the dead letter's id, or undefined when the event turned out to have been handled meanwhile.
   * @throws LeftUnsettled when its owner stops first.
   */
  async park(story: ParkingStory, owner: ParkingOwner): Promise<string | undefined> {
    return this.insist(() => this.deadLetters.parkUnlessHandled(story), story.consumer, owner);
  }

  /**
   * Says of a message that was sent round again that it is handled, for a consumer whose effect is in no transaction.
   *
   * @throws LeftUnsettled when its owner stops first.
   */
  async settle(letter: string, consumer: string, owner: ParkingOwner): Promise<void> {
    await this.insist(() => this.deadLetters.settleHandled(letter), consumer, owner);
  }

  private async insist<T>(write: () => Promise<T>, consumer: string, owner: ParkingOwner): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        const result = await write();
        owner.heldBecause = undefined;
        return result;
      } catch (error) {
        owner.heldBecause = `it cannot be parked (${errorStory(error).message})`;
        if (failureKind(error) === 'infrastructure') await this.database.untilItAnswers(owner.stopping);
        else
          this.logger.error(`A message of ${consumer} cannot be parked; it is held and tried again.`, error);
        await pause(backoffMs(failures, 100, 10_000), owner.stopping);
      }
    }
  }
}
