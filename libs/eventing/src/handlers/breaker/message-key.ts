import { createHash } from 'node:crypto';
import type { IncomingMessage } from '../../broker/broker';

/** The same for every delivery and every copy of a message. */
export function messageKey({ properties, body }: Pick<IncomingMessage, 'properties' | 'body'>): string {
  return properties.messageId ?? `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
