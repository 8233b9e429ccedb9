import { SagaNotStartedError } from './saga-errors';
import type { SagaDefinition, Step } from './saga-definition';
import { SagaProcess, type SagaFooting } from './saga-process';
import { stateAsJson } from './saga-state';
import type { DueTime } from '../scheduling/when';

/** Where a saga stands; `unstarted`: there is none with this key. */
export type Standing = 'unstarted' | 'active' | 'completed';

/** What a step leaves behind. */
export interface StepOutcome {
  /** As JSON text. */
  state: string;
  completed: boolean;
  /** By name, what becomes of the time-outs: `null` for one that is cancelled. */
  timeouts: ReadonlyMap<string, DueTime | null>;
}

/**
 * What an event means to a saga: the method to call, or undefined when it is ignored.
 *
 * @throws SagaNotStartedError when the saga has not started, and this event does not start it.
 */
export function stepFor(
  saga: SagaDefinition,
  type: string,
  key: string,
  standing: Standing,
): Step | undefined {
  if (standing === 'completed') return undefined;
  if (standing === 'active') return saga.steps.get(type);
  const start = saga.starts.get(type);
  if (start) return start;
  throw new SagaNotStartedError(
    `There is no saga ${saga.name} with the key ${key}: ${type} came, and nothing has started it yet. ` +
      `It is started by ${[...saga.starts.keys()].join(' or ')}.`,
  );
}

/** Calls the method, and says what it leaves behind: at once, unless the method waits for something. */
export function takeStep(
  step: Step,
  footing: SagaFooting<unknown>,
  event?: object,
): StepOutcome | Promise<StepOutcome> {
  const saga = new SagaProcess(footing);
  const finish = (): StepOutcome => ({ ...saga.end(), state: stateAsJson(footing.name, saga.state) });
  const returned = step(saga as SagaProcess<never>, event);
  return returned instanceof Promise ? returned.then(finish) : finish();
}
