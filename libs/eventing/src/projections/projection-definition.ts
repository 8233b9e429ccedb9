import { MetadataScanner } from '@nestjs/core';
import { types } from 'node:util';
import type { Contract } from '../message/integration-event';
import { takenBy, type Reading } from '../message/upcaster';
import type { EventMeta } from './event-meta';
import { FollowedAggregates } from './followed-aggregates';
import { foldedBy } from './on.decorator';
import { declarationOf, type ProjectionDeclaration } from './projection.decorator';
import { ProjectionDeclarationError } from './projection-errors';

/** One fold, bound to its projection. */
export interface Fold {
  /** As which the event is folded, and by which it arrives. */
  reading: Reading;
  apply: (row: object | undefined, event: object, meta: EventMeta) => unknown;
}

/** What a projection's declaration comes to. */
export interface ProjectionDefinition {
  name: string;
  into: new (...args: never[]) => object;
  key(event: object, meta: EventMeta): string;
  /** By CloudEvents type. */
  folds: ReadonlyMap<string, Fold>;
  followed: FollowedAggregates;
  /** What it asks the owners of the aggregates for when it knows nothing of them. */
  snapshots: readonly Contract[];
  /**
   * Every row is fed by one aggregate only. Then the lock on the aggregate's gate guards the row too; otherwise the row
   * needs a lock of its own. Only what cannot be otherwise counts: one followed aggregate, and its subject as the key.
   */
  rowsBelongToAggregates: boolean;
}

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const OPTIONS = ['name', 'into', 'key'];

/**
 * Reads the decorators of a projection.
 *
 * @throws ProjectionDeclarationError that names every mistake.
 */
export function readDefinition(projection: object): ProjectionDefinition {
  const { name: className } = projection.constructor;
  const declaration = declarationOf(projection.constructor);
  if (!declaration) throw new ProjectionDeclarationError(`${className} is not decorated with @Projection.`);
  const methods = foldMethods(projection);
  const problems = [...problemsOfOptions(declaration), ...problemsOfFolds(methods)];
  if (problems.length > 0) throw new ProjectionDeclarationError(`${className}: ${problems.join(' ')}`);
  const followed = new FollowedAggregates(methods.map(({ contract }) => contract));
  return {
    name: declaration.name,
    into: declaration.into,
    key: (declaration.key as ProjectionDefinition['key'] | undefined) ?? ((_event, meta) => meta.subject),
    folds: foldsOf(projection, methods),
    followed,
    snapshots: methods.map(({ contract }) => contract).filter(({ isSnapshot }) => isSnapshot),
    rowsBelongToAggregates: declaration.key === undefined && followed.count === 1,
  };
}

interface FoldMethod {
  contract: Contract;
  method: string;
  isAsync: boolean;
}

function foldMethods(projection: object): FoldMethod[] {
  const methods = projection as Record<string, object>;
  return new MetadataScanner()
    .getAllMethodNames(Object.getPrototypeOf(projection) as object)
    .flatMap((method) =>
      foldedBy(methods[method] as object).map((contract) => ({
        contract,
        method,
        isAsync: types.isAsyncFunction(methods[method]),
      })),
    );
}

/** Also of each older version that can be read as one of these. */
function foldsOf(projection: object, found: FoldMethod[]): Map<string, Fold> {
  const methods = projection as Record<string, Fold['apply']>;
  const names = new Map(found.map(({ contract, method }) => [contract, method]));
  const taken = [...takenBy(found.map(({ contract }) => contract))];
  return new Map(
    taken.map(([arrives, reading]) => {
      const method = names.get(reading.as) as string;
      return [arrives, { reading, apply: (row, event, meta) => methods[method]?.(row, event, meta) }];
    }),
  );
}

function problemsOfOptions({ name, into, key, ...unknown }: ProjectionDeclaration): string[] {
  const problems: string[] = [];
  if (typeof name !== 'string' || !KEBAB.test(name))
    problems.push(
      `"${String(name)}" is no name for a projection: write it in kebab case, like order-details.`,
    );
  if (typeof into !== 'function') problems.push('"into" must be the entity class of the read model.');
  if (key !== undefined && typeof key !== 'function')
    problems.push('"key" must be a function: (event, meta) => the value of the primary column.');
  for (const option of Object.keys(unknown))
    problems.push(`"${option}" is not an option of @Projection; there are ${OPTIONS.join(', ')}.`);
  return problems;
}

function problemsOfFolds(folds: FoldMethod[]): string[] {
  if (folds.length === 0) return ['It folds no event: put @On(SomeEvent) on a method.'];
  const problems: string[] = [];
  if (folds.every(({ contract }) => contract.isSnapshot))
    problems.push(
      'It folds snapshots only, and would never hear of a change: put @On(SomeEvent) on a method, too.',
    );
  const claimed = new Map<string, string>();
  for (const { contract, method, isAsync } of folds) {
    const other = claimed.get(contract.cloudEventType);
    if (other !== undefined)
      problems.push(`${other} and ${method} both fold ${contract.cloudEventType}; one event has one fold.`);
    claimed.set(contract.cloudEventType, method);
    if (contract.confidential)
      problems.push(
        `${method} folds ${contract.cloudEventType}, which is confidential: no projection gets it. Take it with an @IdempotentHandler.`,
      );
    if (isAsync)
      problems.push(
        `${method} is async. A fold waits for nothing: it gets the row and the event, and returns the row.`,
      );
  }
  return problems;
}
