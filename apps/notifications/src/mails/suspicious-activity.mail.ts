import type { SuspiciousActivityDetected } from '@warren/contracts';
import type { Message } from '../domain/notification';
import { oneLine } from '../domain/one-line';
import { note } from './letter';

const TITLES: Record<SuspiciousActivityDetected['kind'], string> = {
  'many-declines': 'many declined payments',
  'unusual-amount': 'an unusual amount',
};

/** @param user absent when nobody has told of them: the desk hears of it all the same, by the id. */
export function suspiciousActivityMail(
  event: SuspiciousActivityDetected,
  user?: { name: string; email: string },
): Message {
  const who = user ? `${oneLine(user.name)} <${oneLine(user.email)}>` : 'not known here yet';
  return note(`Suspicious: ${TITLES[event.kind]}, user ${event.userId}`, oneLine(event.description), [
    `User: ${event.userId} (${who})`,
    `Order: ${event.orderId}`,
    `Seen: ${event.detectedAt}`,
  ]);
}
