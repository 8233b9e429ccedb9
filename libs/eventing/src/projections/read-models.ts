import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ConsistencyToken } from '../consistency/consistency-token';
import { EventingError } from '../message/errors';
import { CatchingUp, type WaitLimits } from './progress/catching-up';
import { ProjectionRegistry, type RegisteredProjection } from './projection-registry';
import { declarationOf } from './projection.decorator';

/** A projection, by its class or by the name in its decorator. */
export type ProjectionReference = string | (new (...args: never[]) => object);

/** Somebody asked for a projection that this service does not have. */
export class UnknownProjectionError extends EventingError {}

/**
 * Lets a query wait until its read model shows what a command has done (`withConsistencyToken` tells what that is).
 *
 * @example
 * ```ts
 * const isCurrent = await readModels.waitFor(OrderDetailsProjection, token, { atMostMs: 2_000 });
 * ```
 */
@Injectable()
export class ReadModels implements BeforeApplicationShutdown {
  private readonly waits = new Map<string, CatchingUp>();
  private stopping = false;

  constructor(
    private readonly projections: ProjectionRegistry,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Waits until the projection has applied every event that the token names, by this process or by another replica, and
   * resolves to `true` at once when it has. Resolves to `false` when it has not within `atMostMs`, when `signal` is
   * aborted, or when the service stops: also where it never will, because an event of that aggregate is parked. Events of
   * aggregates that the projection does not follow are none of its business, and not waited for.
   *
   * @param limits `atMostMs: 0` looks and does not wait.
   * @throws UnknownProjectionError when this service has no such projection.
   */
  async waitFor(
    projection: ProjectionReference,
    token: ConsistencyToken,
    limits: WaitLimits,
  ): Promise<boolean> {
    const {
      definition: { name, followed },
      progress,
    } = this.find(projection);
    const followedOnes = [...token.positions].filter(([stream]) => followed.includeStream(stream));
    const wait = this.waits.get(name) ?? new CatchingUp(name, this.dataSource.manager, progress);
    this.waits.set(name, wait);
    return wait.wait(new Map(followedOnes), this.stopping ? { atMostMs: 0 } : limits);
  }

  /** @throws UnknownProjectionError when this service has no such projection: to find out when it starts. */
  assertKnown(projection: ProjectionReference): void {
    this.find(projection);
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const wait of this.waits.values()) wait.stop();
  }

  private find(projection: ProjectionReference): RegisteredProjection {
    const name = typeof projection === 'string' ? projection : declarationOf(projection)?.name;
    const all = this.projections.all();
    const found = all.find(({ definition }) => definition.name === name);
    if (found) return found;
    const asked = typeof projection === 'string' ? `"${projection}"` : projection.name;
    const known = all.map(({ definition }) => definition.name).join(', ') || 'none';
    throw new UnknownProjectionError(
      `${asked} is no projection among the providers of this service; it has ${known}.`,
    );
  }
}
