import { Injectable } from '@nestjs/common';
import { EventingError } from '../../message/errors';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import type { AggregateState } from '../snapshot-messages';
import type { FoundSource } from './snapshot-sources';

/** A source gives pages that lead nowhere. */
export class SnapshotSourceError extends EventingError {}

/**
 * All that follows reads the database as of one moment: a state and the sequence of its last event, which were written in
 * one transaction, are seen together or not at all.
 */
const ONE_MOMENT = 'set transaction isolation level repeatable read, read only';

/** $1: partition keys. */
const LAST_SEQUENCES = `
  select partition_key as key, last_sequence::text as sequence
    from eventing.outbox_stream where partition_key = any($1::text[])`;

/** Reads the states of a source's aggregates page by page, each with the sequence of its last event. */
@Injectable()
export class SnapshotPageReader {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws SnapshotSourceError when the page does not lead further. */
  async read(
    { contract, pages }: FoundSource,
    after: string | undefined,
    limit: number,
  ): Promise<{ states: AggregateState[]; last: string | undefined }> {
    return this.unitOfWork.run(async () => {
      const { manager } = this.unitOfWork;
      await manager.query(ONE_MOMENT);
      const states = await pages.page(after, limit);
      const subjects = states.map((state) => contract.subject(state));
      const last = subjects.at(-1);
      if (after !== undefined && subjects.includes(after))
        throw new SnapshotSourceError(
          `The page of ${contract.cloudEventType} after ${after} has ${after} in it. A page begins behind that id: see ` +
            'SnapshotPages.page.',
        );
      const keys = subjects.map((subject) => `${contract.aggregate}/${subject}`);
      type Row = { key: string; sequence: string };
      const rows: Row[] = keys.length > 0 ? await manager.query(LAST_SEQUENCES, [keys]) : [];
      const sequences = new Map(rows.map(({ key, sequence }) => [key, Number(sequence)]));
      return {
        states: states.map((state, index) => ({
          state,
          sequence: sequences.get(keys[index] as string) ?? 0,
        })),
        last,
      };
    });
  }
}
