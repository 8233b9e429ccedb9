import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Replay, ReplayEvent, ReplayRequest } from './replay';
import type { ReplayRange } from './replay-range';
import { FIND, LIST, REQUEST, TELL } from './replay.sql';

interface ReplayRow extends Omit<Replay, 'state' | 'share' | 'request' | 'detail' | 'history'> {
  state: 'running' | 'stopped' | 'done' | 'failed';
  detail: string | null;
  isAttended: boolean;
  fromTime: Date | null;
  toTime: Date | null;
  types: string[] | null;
  aggregate: string | null;
  queue: string | null;
  beyondInbox: boolean;
  perSecond: number;
  requestedBy: string | null;
  history: (Omit<ReplayEvent, 'at'> & { at: string })[];
}

const COUNTS = ['fromPosition', 'toPosition', 'position', 'sent', 'unroutable', 'withheld'] as const;

/** What was asked for and how far it is, in the service's database: so a replay outlives the process that sends it. */
@Injectable()
export class ReplayRecord {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns the replay's id. */
  async request(request: ReplayRequest, range: ReplayRange, perSecond: number): Promise<string> {
    const id = uuidv7();
    const { types, aggregate, queue, beyondInbox, requestedBy } = request;
    await this.dataSource.query(REQUEST, [
      ...[id, range.fromPosition, range.toPosition, range.fromTime, range.toTime],
      ...[
        types ?? null,
        aggregate ?? null,
        queue ?? null,
        beyondInbox ?? false,
        perSecond,
        requestedBy ?? null,
      ],
    ]);
    return id;
  }

  async find(id: string): Promise<Replay | undefined> {
    const row = await this.row(id);
    return row && toReplay(row);
  }

  /** Whether some process is at it, be it only to end the batch that is on its way. */
  async isAttended(id: string): Promise<boolean> {
    return (await this.row(id))?.isAttended ?? false;
  }

  /** Keeps who has done something to it. */
  async tell(id: string, what: ReplayEvent['what'], by: string): Promise<void> {
    await this.dataSource.query(TELL, [id, what, by]);
  }

  /** The newest first, a hundred at most. */
  async list(): Promise<Replay[]> {
    return (await this.dataSource.query<ReplayRow[]>(LIST)).map(toReplay);
  }

  private async row(id: string): Promise<ReplayRow | undefined> {
    return (await this.dataSource.query<ReplayRow[]>(FIND, [id]))[0];
  }
}

function toReplay({ isAttended, state, detail, ...row }: ReplayRow): Replay {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, Number(row[name])])) as Record<
    (typeof COUNTS)[number],
    number
  >;
  const { fromPosition, toPosition, position } = counts;
  const way = toPosition - fromPosition + 1;
  return {
    ...{
      id: row.id,
      state: state === 'running' && !isAttended ? 'interrupted' : state,
      detail: detail ?? undefined,
    },
    ...counts,
    share: way <= 0 ? 1 : (position - fromPosition + 1) / way,
    request: {
      from: row.fromTime ?? fromPosition,
      to: row.toTime ?? toPosition,
      types: row.types ?? undefined,
      aggregate: row.aggregate ?? undefined,
      queue: row.queue ?? undefined,
      beyondInbox: row.beyondInbox,
      perSecond: row.perSecond,
      requestedBy: row.requestedBy ?? undefined,
    },
    history: row.history.map(({ at, what, by }) => ({ at: new Date(at), what, by })),
    ...{ requestedAt: row.requestedAt, changedAt: row.changedAt },
  };
}
