import { AsyncResource } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { currentMessageContext, runInMessageContext } from '@warren/eventing';

/**
 * Runs work outside of the unit of work that the caller is in, so that what it commits stays, whatever becomes of that unit.
 * A handler always is in one, and a call of the provider cannot be rolled back: the intent must be kept before the call, and
 * the answer after it. What the work publishes still belongs to the same correlation.
 *
 * While it runs, the caller holds one connection and the work another one. Handlers use three quarters of the pool at most,
 * so there is always one to have.
 */
@Injectable()
export class Apart {
  /** Remembers where it was created: while the application started, in no unit of work. */
  private readonly outside = AsyncResource.bind(<T>(work: () => T): T => work());

  run<T>(work: () => Promise<T>): Promise<T> {
    const context = currentMessageContext();
    return this.outside(() => runInMessageContext(context, work)) as Promise<T>;
  }
}
