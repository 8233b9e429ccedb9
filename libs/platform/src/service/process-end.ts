import { constants } from 'node:os';
import { Logger } from '@nestjs/common';
import { StartError } from './start-error';

/** Longer than the eventing's own limit for running handlers, so that this one only ends what hangs. */
export const STOP_WITHIN_MS = 30_000;

/**
 * An error that nobody caught leaves the process in a state that nobody knows. It ends; what it had not committed did not
 * happen, and what it had not acknowledged comes again.
 */
export function endOnUncaughtErrors(): void {
  const end = (error: unknown) => fail('An error that nobody caught ends this process', error);
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

const endAtOnce = (signal: NodeJS.Signals): never => process.exit(128 + constants.signals[signal]);

/**
 * While a service starts or migrates there is nothing to finish: a signal ends it at once. Node would do so by itself, but
 * not as the first process of a container, which ignores every signal that it did not ask for.
 */
export function endOnSignals(signals: NodeJS.Signals[]): void {
  for (const signal of signals) process.on(signal, endAtOnce);
}

/** Nest stops the service on the first signal. A second one, or a stop that takes too long, ends it at once. */
export function endWhenStoppingHangs(signals: NodeJS.Signals[]): void {
  const endNow = (why: string) => {
    new Logger('Service').warn(`${why}: ends at once. What was not acknowledged comes again.`);
    process.exit(1);
  };
  let stopping = false;
  for (const signal of signals) {
    process.off(signal, endAtOnce);
    process.on(signal, () => {
      if (stopping) endNow(`A second signal (${signal})`);
      stopping = true;
      setTimeout(() => endNow(`Stopping took more than ${STOP_WITHIN_MS / 1_000} s`), STOP_WITHIN_MS).unref();
    });
  }
}

/** Ends the process, saying why. */
export function fail(what: string, error: unknown): never {
  const logger = new Logger('Service');
  if (error instanceof StartError) logger.fatal(error.message);
  else logger.fatal(`${what}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
  process.exit(1);
}
