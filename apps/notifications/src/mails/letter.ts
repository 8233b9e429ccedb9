import type { Message } from '../domain/notification';
import { oneLine } from '../domain/one-line';

/** A mail to a customer: greeted by name, signed by the shop. A paragraph is a text, or lines that belong together. */
export function letter(to: { name: string }, subject: string, ...paragraphs: (string | string[])[]): Message {
  return note(subject, `Hello ${oneLine(to.name)},`, ...paragraphs, 'Your Warren shop');
}

/** A mail to colleagues: nothing but the matter. */
export function note(subject: string, ...paragraphs: (string | string[])[]): Message {
  const text = paragraphs.map((each) => (typeof each === 'string' ? each : each.join('\n'))).join('\n\n');
  return { subject: oneLine(subject), text: `${text}\n` };
}
