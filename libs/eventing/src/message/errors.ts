/** Root of every error that the eventing library throws on purpose; catch it to tell them from the rest. */
export abstract class EventingError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * Trying again cannot help: a handler that throws this (or a subclass, or a class named in its `permanent` option) has
 * its message parked at once, without retries.
 *
 * @example throw new PermanentError(`Currency ${currency} was abolished`);
 */
export class PermanentError extends EventingError {}

/**
 * What the handler needs has not arrived yet, from another queue say: the message is tried again later like after any other
 * failure, but that tells nothing of other messages, and does not make the consumer pause.
 *
 * @example throw new NotYetError(`Nothing is known of user ${userId} yet`);
 */
export class NotYetError extends EventingError {}

/** The bytes that arrived are not a CloudEvents 1.0 event this library can read. */
export class MalformedMessageError extends PermanentError {}

/** It is larger than what is read, and nobody has looked into it. */
export class OversizedMessageError extends PermanentError {}

/** The broker's user that published it is not the one that may publish events of that service; nothing in it is to be believed. */
export class UntrustedPublisherError extends PermanentError {}

/** The event's type or version is not one that this consumer knows. */
export class UnknownEventError extends PermanentError {}

/** A payload breaks the rules of its contract; the message names each field and the rule it breaks. */
export class InvalidPayloadError extends PermanentError {}

/** A class was used as an integration event without being declared as one, or two classes claim one type and version. */
export class ContractError extends EventingError {}

/** Something that must happen inside a unit of work was asked for outside of one, or after it had ended. */
export class UnitOfWorkError extends EventingError {}
