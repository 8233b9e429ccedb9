import type { SuspiciousActivityDetected } from '@warren/contracts';
import type { Message } from '../domain/notification';
import { oneLine } from '../domain/one-line';
import { note } from './letter';

const TITLES: Record<SuspiciousActivityDetected['kind'], string> = {
  'many-declines': 'many declined payments',
  'unusual-amount': 'an unusual amount',
};

/** Names the user by the id alone: a desk looks up who it is, and a mail to it outlives a user who is forgotten. */
export function suspiciousActivityMail(event: SuspiciousActivityDetected): Message {
  return note(`Suspicious: ${TITLES[event.kind]}, user ${event.userId}`, oneLine(event.description), [
    `User: ${event.userId}`,
    `Order: ${event.orderId}`,
    `Seen: ${event.detectedAt}`,
  ]);
}
