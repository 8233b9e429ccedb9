import type { Contract } from '../message/integration-event';
import type { BreakerChoice } from './breaker/breaker-options';
import type { Delivery } from './delivery';
import type { ErrorClass } from './failure-kind';

/** A handler or a saga as the pipeline sees it: what its decorators say, with every default filled in. */
export interface HandlerDefinition {
  /** In kebab case; the consumer's name in the inbox and in the dead letters. */
  name: string;
  queue: string;
  /** What it takes: these, and older versions that can be read as one of them. */
  contracts: readonly Contract[];
  concurrency: number;
  /** Tries in a row when the message comes for the first time, at least 1. */
  immediateTries: number;
  retryDelays: string[];
  permanent: readonly ErrorClass[];
  /** When it counts as failing for everything, and pauses; `false`: never. */
  breaker: BreakerChoice;
  /** The method itself, bound to its provider. */
  handle: (event: object, delivery: Delivery) => unknown;
}
