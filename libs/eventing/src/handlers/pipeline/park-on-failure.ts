import { Logger } from '@nestjs/common';
import type { ParkingReason } from '../../dead-letters/dead-letter';
import type { Parking } from '../../dead-letters/parking';
import type { ParkingStory } from '../../dead-letters/parking-story';
import { failureKind } from '../failure-kind';
import { GiveUp } from './give-up';
import type { Handling, Middleware } from './handling';

/** Puts what cannot be handled aside as a dead letter; from then on the message counts as dealt with. */
export function parkOnFailure(parking: Pick<Parking, 'park'>): Middleware {
  const logger = new Logger('DeadLetters');
  return async (handling, next) => {
    try {
      await next();
    } catch (error) {
      if (failureKind(error) === 'stopping') throw error;
      const { reason, failure } = error instanceof GiveUp ? error : new GiveUp('exhausted', error);
      const parked = await parking.park(storyOf(handling, reason, failure), handling);
      handling.outcome = parked ? 'parked' : 'duplicate';
      handling.parkedAs = parked ? reason : undefined;
      if (parked)
        logger.error(
          `Parked a message of ${handling.handler.name} as ${reason} (dead letter ${parked}).`,
          failure,
        );
    }
  };
}

function storyOf(handling: Handling, reason: ParkingReason, error: unknown): ParkingStory {
  const { message, history, handler, attempt, envelope, firstFailedAt } = handling;
  return {
    consumer: handler.name,
    reason,
    error,
    attempts: attempt,
    firstFailedAt: firstFailedAt ?? new Date(),
    envelope,
    redrive: history.redrive,
    personalTexts: handling.personalTexts,
    message: {
      queue: handler.queue,
      exchange: history.exchange ?? message.exchange,
      routingKey: history.routingKey ?? message.routingKey,
      body: message.body,
      properties: message.properties,
    },
  };
}
