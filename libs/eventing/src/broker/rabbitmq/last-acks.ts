import { setTimeout as pause } from 'node:timers/promises';
import type { RawChannel } from './raw-channel';

const ON_THEIR_WAY_MS = 50;

/**
 * Waits until acks that were written have reached their queue. A quorum queue takes only some 32 at a time from a channel,
 * the rest wait in the channel's process on the broker, and closing the channel would throw them away: their messages
 * would come back. An answered call says that the channel has read the acks; the pause gives the queue time to take them.
 */
export async function letAcksArrive(channel: RawChannel): Promise<void> {
  await anyCall(channel);
  await pause(ON_THEIR_WAY_MS);
  await anyCall(channel);
}

function anyCall(channel: RawChannel): Promise<unknown> {
  return channel.rpc('Waiting for the last acks', (amqp) => amqp.prefetch(1));
}
