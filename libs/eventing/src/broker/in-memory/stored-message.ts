import type { OutgoingMessage } from '../broker';

/** A message in a queue. */
export interface StoredMessage extends OutgoingMessage {
  /** How often it came back unsettled. */
  deliveryCount: number;
}
