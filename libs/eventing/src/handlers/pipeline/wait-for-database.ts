import { backoffMs } from '../../backoff';
import type { DatabaseWatch } from '../database-watch';
import { failureKind } from '../failure-kind';
import { pause } from '../pausing';
import type { Middleware } from './handling';

/** How often an error that looks like the database's is believed although the database answers. */
const MOST_BLIPS = 3;

/**
 * Holds a message whose try failed because the database is away, and tries again when it is back; that does not count as
 * a try. If the database answers at once, it was a short break, or not the database at all: a mail server that refuses
 * connections gives the same error. So after a few of those the failure counts like any other. But a try that did not
 * even get a transaction (no connection is left, say) has not failed because of the message.
 */
export function waitForDatabase(database: Pick<DatabaseWatch, 'untilItAnswers'>): Middleware {
  return async (handling, next) => {
    for (let blips = 0; ;) {
      try {
        handling.inTransaction = false;
        return await next();
      } catch (error) {
        if (failureKind(error, handling.handler.permanent) !== 'infrastructure') throw error;
        const answer = await database.untilItAnswers(
          handling.stopping,
          (why) => (handling.heldBecause = why),
        );
        handling.heldBecause = undefined;
        blips = answer === 'answered' ? blips + 1 : 0;
        if (blips > MOST_BLIPS && handling.inTransaction) throw error;
        if (blips > 0) await pause(backoffMs(blips, 20, 1_000), handling.stopping);
      }
    }
  };
}
