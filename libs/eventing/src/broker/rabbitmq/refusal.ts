import { BrokerRefusedError, BrokerUnavailableError } from '../broker-errors';
import { EventingError } from '../../message/errors';

/** Reply codes of AMQP with which a broker closes a channel because of what was asked for on it. */
const REFUSALS = new Set([311, 313, 403, 404, 405, 406]);

/** Turns what the AMQP library threw into the port's errors: the broker said no, or it did not answer. */
export function asBrokerError(what: string, error: unknown): EventingError {
  if (error instanceof EventingError) return error;
  const text = `${what}: ${brokersWords(error)}`;
  return isRefusal(error)
    ? new BrokerRefusedError(text, { cause: error })
    : new BrokerUnavailableError(text, { cause: error });
}

function isRefusal(error: unknown): boolean {
  return REFUSALS.has((error as { code?: number }).code ?? 0);
}

/** The broker's own sentence, without the wrapping around it. */
export function brokersWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /with message "(.*)"$/s.exec(text)?.[1] ?? text;
}
