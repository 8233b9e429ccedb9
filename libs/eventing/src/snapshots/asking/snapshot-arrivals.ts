import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SnapshotCounter } from '../../projections/projection-runner';
import type { SnapshotPart } from '../../projections/streams/stream-event';
import { ARRIVED } from './snapshot-requests.sql';

/** Writes down which parts of an answer a projection has received, and tells when it has all of them. */
export class SnapshotArrivals implements SnapshotCounter {
  private readonly logger: Logger;

  constructor(
    private readonly projection: string,
    private readonly db: Pick<EntityManager, 'query'>,
  ) {
    this.logger = new Logger(`Projection ${projection}`);
  }

  async arrived(parts: readonly SnapshotPart[]): Promise<void> {
    for (const [, answer] of answersIn(parts)) await this.note(answer);
  }

  private async note(answer: SnapshotPart[]): Promise<void> {
    const [{ type, request }] = answer as [SnapshotPart];
    const numbers = answer
      .filter(({ part }) => part === 'state')
      .map(({ number }) => `[${number},${number}]`);
    const last = answer.find(({ part }) => part === 'complete');
    const parameters = [this.projection, type, request, `{${numbers.join(',')}}`, last?.number ?? null];
    type Row = { state: string; expected: number; seconds: number };
    const [rows] = (await this.db.query(ARRIVED, parameters)) as [Row[], number];
    const [now] = rows;
    if (now?.state === 'complete')
      this.logger.log(
        `The copy is complete: all ${now.expected} of ${type} have arrived, ${now.seconds.toFixed(1)} s after they were asked for.`,
      );
  }
}

function answersIn(parts: readonly SnapshotPart[]): Map<string, SnapshotPart[]> {
  const answers = new Map<string, SnapshotPart[]>();
  for (const part of parts) {
    const key = `${part.type} ${part.request}`;
    const known = answers.get(key);
    if (known) known.push(part);
    else answers.set(key, [part]);
  }
  return answers;
}
