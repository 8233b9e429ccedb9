import { Logger } from '@nestjs/common';
import type { RedriveMark } from '../../dead-letters/redrive/redrive-mark';
import { settle, takeUp } from '../../dead-letters/redrive/settling';
import { contentDigest } from '../../inbox/content-digest';
import { isOfAnother, type Inbox } from '../../inbox/inbox';
import { inboxKey } from '../../inbox/inbox-key';
import type { UnitOfWork } from '../../unit-of-work/unit-of-work';
import type { Handling, Middleware } from './handling';
import { reusedId } from './reused-id';

/** What the middleware needs of the unit of work and the inbox. */
type Transactions = Pick<UnitOfWork, 'run' | 'manager'>;
type Records = Pick<Inbox, 'record' | 'find' | 'lock' | 'lift'>;

/**
 * Opens the unit of work and records the event in the inbox before anything else happens in it: a second delivery waits
 * there for the first one's end, and then knows. What was parked and sent round again is recorded as parked: it is
 * handled if its dead letter says so, and then both say handled, or neither.
 */
export function onceInATransaction(unitOfWork: Transactions, inbox: Records): Middleware {
  const logger = new Logger('Inbox');
  return (handling, next) => {
    const { event, handler, history } = handling;
    const { envelope } = event;
    return unitOfWork.run(async () => {
      handling.inTransaction = true;
      const isHandled = history.redrive
        ? await handleAgain(unitOfWork, inbox, handling, history.redrive, next)
        : await handleFirst(inbox, handling, next);
      if (isHandled) return;
      handling.outcome = 'duplicate';
      logger.debug(`${handler.name} is done with ${envelope.id} already.`);
    });
  };
}

async function handleFirst(
  inbox: Records,
  { event, handler }: Handling,
  next: () => Promise<void>,
): Promise<boolean> {
  const { envelope } = event;
  const [key, content] = [inboxKey(envelope), contentDigest(envelope)];
  if (await inbox.record(key, handler.name, 'handled', content)) {
    await next();
    return true;
  }
  const known = await inbox.find(key, handler.name);
  if (known && isOfAnother(known, content)) throw reusedId(envelope.id, handler.name, known.outcome);
  return false;
}

/** Locks the inbox's row first and the letter's second, as parking does. */
async function handleAgain(
  unitOfWork: Transactions,
  inbox: Records,
  { event, handler }: Handling,
  mark: RedriveMark,
  next: () => Promise<void>,
): Promise<boolean> {
  const [key, content] = [inboxKey(event.envelope), contentDigest(event.envelope)];
  const isNew = await inbox.record(key, handler.name, 'parked', content);
  const known = await inbox.lock(key, handler.name);
  const db = unitOfWork.manager;
  const standing = (await takeUp(db, [mark], handler.name))(mark);
  const isBesideAnother = known !== undefined && isOfAnother(known, content);
  // Anybody can write a mark on a message. One of which nobody knows makes it no other than one that comes by itself.
  if (standing === 'unknown' && isBesideAnother)
    throw reusedId(event.envelope.id, handler.name, known.outcome);
  if (standing === 'stale' || (standing === 'unknown' && !isNew)) return false;
  // If another event was handled under its id, a person has decided that this one is to be handled, too.
  if (known?.outcome === 'handled' && !isBesideAnother) {
    await settle(db, [mark.letter], 'it had been handled already');
    return false;
  }
  if (!isBesideAnother) await inbox.lift(key, handler.name);
  await next();
  if (standing !== 'unknown') await settle(db, [mark.letter]);
  return true;
}
