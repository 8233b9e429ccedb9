import type { Channel } from 'amqplib';

/** After this long none is on its way any more. */
export const STRAY_FRAMES_MS = 50;

/** What the AMQP library keeps for each channel number, as far as it matters here. Not in its types. */
interface LibraryInternals {
  ch: number;
  connection: { channels?: (object | null)[] };
}

const NOBODY = { channel: { accept: () => undefined, toClosed: () => undefined } };

/**
 * When the broker closes a channel for an error, messages that it had sent on it before may still arrive. The library has
 * freed the channel's number by then, takes them for an offence against the protocol, and closes the whole connection.
 * This puts somebody in the place who ignores them, until a new channel takes the number.
 */
export function ignoreStrayFrames(channel: Channel): void {
  const { ch, connection } = channel as unknown as LibraryInternals;
  if (connection.channels?.[ch] === null) connection.channels[ch] = NOBODY;
}
