import type { AfterQueryEvent, DataSource, EntitySubscriberInterface } from 'typeorm';
import { UnitOfWorkError } from '../message/errors';

/**
 * Makes a COMMIT that PostgreSQL turned into a ROLLBACK fail. It does that, without any error, when a statement of the
 * transaction failed and nobody passed the error on: the state would be lost, and whoever asked for it told that all is
 * well. A handler's message would be acked without its effect.
 */
export class RefusedCommit implements EntitySubscriberInterface {
  private constructor() {}

  /** Once for each data source; initialising it again makes it forget. */
  static noticeOn({ subscribers }: DataSource): void {
    if (!subscribers.some((subscriber) => subscriber instanceof RefusedCommit))
      subscribers.push(new RefusedCommit());
  }

  /** TypeORM awaits what this returns, and lets the query fail with it. */
  afterQuery({ query, rawResults }: AfterQueryEvent): void | Promise<never> {
    if (query !== 'COMMIT' || (rawResults as { command?: unknown } | undefined)?.command !== 'ROLLBACK')
      return;
    return Promise.reject(
      new UnitOfWorkError(
        'The database rolled the unit of work back instead of committing it: one of its statements had failed, and the error was caught and not passed on. ' +
          'Let it through, or put what may fail in a nested unitOfWork.run(…), which is undone alone.',
      ),
    );
  }
}
