import { Logger } from '@nestjs/common';
import type { Inbox } from '../../inbox/inbox';
import { inboxKey } from '../../inbox/inbox-key';
import type { UnitOfWork } from '../../unit-of-work/unit-of-work';
import type { Middleware } from './handling';

/**
 * Opens the unit of work and records the event in the inbox before anything else happens in it: a second delivery waits
 * there for the first one's end, and then knows.
 */
export function onceInATransaction(
  unitOfWork: Pick<UnitOfWork, 'run'>,
  inbox: Pick<Inbox, 'record'>,
): Middleware {
  const logger = new Logger('Inbox');
  return (handling, next) => {
    const { event, handler } = handling;
    const { envelope } = event;
    return unitOfWork.run(async () => {
      handling.inTransaction = true;
      if (await inbox.record(inboxKey(envelope), handler.name)) return next();
      handling.wasDuplicate = true;
      logger.debug(`${handler.name} is done with ${envelope.id} already.`);
    });
  };
}
