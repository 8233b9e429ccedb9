import { MetadataScanner } from '@nestjs/core';
import { isIdentifier } from '../message/identifier';
import type { Contract } from '../message/integration-event';
import { foldedBy } from '../projections/on.decorator';
import { SagaDeclarationError, SagaError } from './saga-errors';
import type { SagaProcess } from './saga-process';
import { sagaDeclarationOf, type SagaDeclaration } from './saga.decorator';
import { startedBy, timeoutsOf } from './step.decorators';

/** A method of a saga, bound to its provider. */
export type Step = (saga: SagaProcess<never>, event?: object) => unknown;

/** What a saga's declaration comes to. Steps are by CloudEvents type, and by the time-out's name. */
export interface SagaDefinition {
  name: string;
  options: SagaDeclaration;
  /** Of the events it takes, each once. */
  contracts: readonly Contract[];
  starts: ReadonlyMap<string, Step>;
  steps: ReadonlyMap<string, Step>;
  timeouts: ReadonlyMap<string, Step>;
}

const OPTIONS = ['name', 'key', 'concurrency', 'retry', 'permanent'];
const LONGEST_KEY = 200;

/**
 * Reads the decorators of a saga.
 *
 * @throws SagaDeclarationError that names every mistake.
 */
export function readSaga(saga: object): SagaDefinition {
  const { name: className } = saga.constructor;
  const options = sagaDeclarationOf(saga.constructor);
  if (!options) throw new SagaDeclarationError(`${className} is not decorated with @Saga.`);
  const found = { starts: startsOf(saga), steps: stepsOf(saga), timeouts: timeoutMethodsOf(saga) };
  const problems = [
    ...problemsOfOptions(options),
    ...problemsOfMethods(found.starts, '@StartedBy'),
    ...problemsOfMethods(found.steps, '@On'),
    ...problemsOfMethods(found.timeouts, '@OnTimeout'),
    ...problemsOfSnapshots(found.steps),
    ...(found.starts.length > 0 ? [] : ['Nothing starts it: put @StartedBy(SomeEvent) on a method.']),
  ];
  if (problems.length > 0) throw new SagaDeclarationError(`${className}: ${problems.join(' ')}`);
  const contracts = [...found.starts, ...found.steps].map(({ contract }) => contract);
  return {
    name: options.name,
    options,
    contracts: [...new Map(contracts.map((contract) => [contract.cloudEventType, contract])).values()],
    starts: bind(saga, found.starts),
    steps: bind(saga, found.steps),
    timeouts: bind(saga, found.timeouts),
  };
}

/** Whether a class has methods that only a saga can have. */
export function hasSteps(instance: object): boolean {
  return claims(instance, startedBy).length > 0 || claims(instance, timeoutsOf).length > 0;
}

/** @throws SagaError when an event has no key: it belongs to no saga. */
export function keyOf({ name, options }: SagaDefinition, event: object): string {
  const key: unknown = options.key(event as never);
  if (isIdentifier(key, LONGEST_KEY)) return key;
  throw new SagaError(
    `${name}: the key of ${event.constructor.name} must be a text of 1 to ${LONGEST_KEY} characters, not ` +
      `${JSON.stringify(key)?.slice(0, 60)}. It says which saga the event belongs to: see "key" in @Saga.`,
  );
}

/** A method that claims an event or a time-out. */
interface Claim {
  what: string;
  method: string;
}

function startsOf(saga: object): (Claim & { contract: Contract })[] {
  return claims(saga, startedBy).map(({ method, by }) => ({ what: by.cloudEventType, method, contract: by }));
}

function stepsOf(saga: object): (Claim & { contract: Contract })[] {
  return claims(saga, foldedBy).map(({ method, by }) => ({ what: by.cloudEventType, method, contract: by }));
}

function timeoutMethodsOf(saga: object): Claim[] {
  return claims(saga, timeoutsOf).map(({ method, by }) => ({ what: by, method }));
}

function claims<T>(saga: object, read: (method: object) => T[]): { method: string; by: T }[] {
  const prototype = Object.getPrototypeOf(saga) as Record<string, object> | null;
  if (prototype === null) return [];
  return new MetadataScanner()
    .getAllMethodNames(prototype)
    .flatMap((method) => read(prototype[method] as object).map((by) => ({ method, by })));
}

/** By name at each call, not once: other decorators replace the method on the instance. */
function bind(saga: object, claimed: Claim[]): ReadonlyMap<string, Step> {
  const methods = saga as Record<string, Step>;
  return new Map(claimed.map(({ what, method }) => [what, (...args) => methods[method]?.(...args)]));
}

function problemsOfOptions(declaration: SagaDeclaration): string[] {
  const problems = Object.keys(declaration)
    .filter((option) => !OPTIONS.includes(option))
    .map((option) => `"${option}" is not an option of @Saga; there are ${OPTIONS.join(', ')}.`);
  if (typeof declaration.key !== 'function')
    problems.push('"key" must be a function: (event) => the text that tells its saga from others.');
  return problems;
}

function problemsOfMethods(claimed: Claim[], decorator: string): string[] {
  const owners = new Map<string, string>();
  return claimed.flatMap(({ what, method }) => {
    const other = owners.get(what);
    owners.set(what, method);
    if (typeof what !== 'string' || what === '') return [`${method}: ${decorator} needs a name.`];
    if (other === undefined) return [];
    return [`${other} and ${method} both have ${decorator} for ${what}: keep it on one of them.`];
  });
}

function problemsOfSnapshots(steps: (Claim & { contract: Contract })[]): string[] {
  return steps
    .filter(({ contract }) => contract.isSnapshot)
    .map(
      ({ method, what }) =>
        `${method}: ${what} is a snapshot, which only a projection can take; nothing has happened.`,
    );
}
