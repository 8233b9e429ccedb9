import type { TlsFiles } from './access';

/** Times and sizes of the RabbitMQ client. Nobody has to set them; tests shorten the waits. */
export interface RabbitSettings {
  /** For an address that begins with `amqps://`. */
  tls: TlsFiles;
  /** A connection on which nothing was heard for two of these is given up. */
  heartbeatSeconds: number;
  connectTimeoutMs: number;
  /** Wait before the next attempt to connect, give or take a half, so that replicas don't come back in step. */
  reconnectMs: number;
  /** After this long without an answer a channel is given up. */
  rpcTimeoutMs: number;
  /** After this long without a confirm for the oldest message the publishing channel is given up. */
  confirmTimeoutMs: number;
  /** Messages on their way to the broker without a confirm; later ones wait. */
  publishWindow: number;
  /** How often a consumer that gets nothing asks whether its queue has something. */
  watchdogMs: number;
  /** After this long without a message a consumer starts anew, in case it is silent without a sign. */
  renewIdleMs: number;
  /** How often what was declared is declared again, which mends what somebody took away. */
  upkeepMs: number;
  /** Limit for each stage of closing. */
  closeTimeoutMs: number;
}

export const DEFAULT_SETTINGS: RabbitSettings = {
  tls: {},
  heartbeatSeconds: 5,
  connectTimeoutMs: 5_000,
  reconnectMs: 1_000,
  rpcTimeoutMs: 15_000,
  confirmTimeoutMs: 30_000,
  publishWindow: 500,
  watchdogMs: 5_000,
  renewIdleMs: 60_000,
  upkeepMs: 60_000,
  closeTimeoutMs: 5_000,
};
