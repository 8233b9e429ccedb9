import { EventingError, NotYetError, PermanentError } from '../message/errors';

/** A saga is declared in a way that cannot work. Thrown when the application starts; the message names every mistake. */
export class SagaDeclarationError extends EventingError {}

/** A saga did something it may not: a time-out that nobody handles, a state that JSON does not give back, no key. */
export class SagaError extends PermanentError {}

/** An event came for a saga that has not been started. Its start may be on the way, so it is tried again later. */
export class SagaNotStartedError extends NotYetError {}

/** Two events of one saga met, and this one was too late. It is tried again at once, and sees what the other did. */
export class SagaConflictError extends EventingError {}

/** A time-out came that no method answers: an older version of the saga asked for it. It is tried again, and parked at last. */
export class UnknownTimeoutError extends EventingError {}
