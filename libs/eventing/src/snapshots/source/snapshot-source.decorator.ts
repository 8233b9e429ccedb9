import { Injectable } from '@nestjs/common';
import { contractOf, type Contract } from '../../message/integration-event';

type StateClass<S extends object> = new (...args: never[]) => S;

/** What a {@link SnapshotSource} has to be able to do. */
export interface SnapshotPages<S extends object> {
  /**
   * The next aggregates in the order of their ids, as they are now.
   *
   * It runs in a unit of work that sees the database as of one moment and cannot write: read by `unitOfWork.manager`, and
   * the states belong to the sequences that the library reads beside them.
   *
   * @param after the id (the snapshot's subject) of the last one that was read; undefined at the beginning.
   * @param limit as many at most. None at all means that there are no more.
   */
  page(after: string | undefined, limit: number): Promise<S[]>;
}

const SOURCE = Symbol('warren:snapshot-source');

/**
 * Declares a provider that tells others what the aggregates of this service look like now. A projection of another
 * service that begins with nothing, or has missed events, asks for it over the bus, and gets every aggregate once.
 *
 * @throws ContractError at load time, when the class is not a snapshot.
 * @example
 * ```ts
 * @SnapshotSource(UserSnapshot)
 * export class UserSnapshots implements SnapshotPages<UserSnapshot> {
 *   constructor(private readonly unitOfWork: UnitOfWork) {}
 *
 *   async page(after: string | undefined, limit: number): Promise<UserSnapshot[]> {
 *     const where = after === undefined ? {} : { id: MoreThan(after) };
 *     const rows = await this.unitOfWork.manager.find(UserRow, { where, order: { id: 'ASC' }, take: limit });
 *     return rows.map(({ id, name }) => new UserSnapshot({ userId: id, name }));
 *   }
 * }
 * ```
 */
export function SnapshotSource<S extends object>(snapshot: StateClass<S>) {
  const contract = contractOf(snapshot) as unknown as Contract;
  return (source: new (...args: never[]) => SnapshotPages<S>): void => {
    Injectable()(source);
    Reflect.defineMetadata(SOURCE, contract, source);
  };
}

/** The contract of what a class provides; undefined when it is no source. */
export function providedBy(target: object): Contract | undefined {
  return Reflect.getOwnMetadata(SOURCE, target) as Contract | undefined;
}
