import {
  InvalidPayloadError,
  MalformedMessageError,
  OversizedMessageError,
  UnknownEventError,
  UntrustedPublisherError,
} from '../message/errors';
import type { ParkingReason } from './dead-letter';

const REASONS: [new (message: string) => Error, ParkingReason][] = [
  [OversizedMessageError, 'oversized'],
  [MalformedMessageError, 'malformed'],
  [UntrustedPublisherError, 'untrusted-publisher'],
  [UnknownEventError, 'unknown-event'],
  [InvalidPayloadError, 'invalid-payload'],
];

/** As what a message is parked that was refused for what it is; undefined when the error tells nothing about that. */
export function reasonOfRefusal(error: unknown): ParkingReason | undefined {
  return REASONS.find(([refusal]) => error instanceof refusal)?.[1];
}
