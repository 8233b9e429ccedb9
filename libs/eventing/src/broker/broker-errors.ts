import { EventingError } from '../message/errors';

/** The broker cannot be reached just now, or the connection was lost before it answered. Try again later. */
export class BrokerUnavailableError extends EventingError {}

/** The broker was reached and said no. */
export class BrokerRefusedError extends EventingError {}
