import type { EntityManager } from 'typeorm';
import { personalTextsOf } from '../../message/personal/personal-texts';
import type { PersonalReader } from '../../personal-data/personal-reader';
import { KeysMissingError } from '../../personal-data/personal-data.errors';
import type { MessageReader } from '../streams/message-reader';
import type { StreamEvent } from '../streams/stream-event';

/** Whom a batch asks for keys. */
export type BatchKeys = Pick<PersonalReader, 'keysFor' | 'obtain' | 'forget'>;

/** Reads what is personal in the events of a batch, in its transaction. */
export class PersonalEvents {
  constructor(
    private readonly reader: Pick<MessageReader, 'open'>,
    private readonly keys: BatchKeys,
  ) {}

  /**
   * Gives each of the events that are due its step. Who is to be forgotten is so before the first is read: of the events of a
   * forgotten person, no batch folds any more than that there was somebody.
   *
   * @throws KeysMissingError
   */
  async open(db: EntityManager, due: readonly StreamEvent[], answered: ReadonlySet<string>): Promise<void> {
    const forgotten = due.flatMap(({ forgets }) => forgets ?? []);
    if (forgotten.length > 0) await this.keys.forget(forgotten, db);
    const sealed = due.filter((event) => event.sealed && !event.failure);
    if (sealed.length === 0) return;
    const ring = await this.keys.keysFor(
      sealed.flatMap((event) => event.sealed ?? []),
      db,
      answered,
    );
    for (const event of sealed) this.reader.open(event, ring);
  }

  /** Runs a transaction, and gets the keys that it lacks, in between, until it lacks none. */
  async withKeys<T>(transaction: (answered: ReadonlySet<string>) => Promise<T>): Promise<T> {
    const answered = new Set<string>();
    for (;;) {
      try {
        return await transaction(answered);
      } catch (error) {
        if (!(error instanceof KeysMissingError)) throw error;
        await this.keys.obtain(error, answered);
      }
    }
  }
}

/** What could be read of a person in an event, to be kept out of what is written about it. */
export function personalTextsIn({ step }: StreamEvent): string[] {
  return step ? personalTextsOf(step.fold.reading.as, step.payload) : [];
}
