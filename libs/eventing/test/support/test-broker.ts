import { randomBytes } from 'node:crypto';

/** The broker that integration tests share. */
export const RABBITMQ_URL = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';

/** A prefix for every name a test makes on the broker; with `expireAfterMs` set, what it made vanishes by itself. */
export function testNamespace(): string {
  return `t${randomBytes(5).toString('hex')}`;
}

/** Long enough for a paused test, short enough to leave nothing behind. */
export const EXPIRE_AFTER_MS = 120_000;
