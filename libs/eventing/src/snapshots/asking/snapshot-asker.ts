import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { backoffMs } from '../../backoff';
import { BROKER, type Broker } from '../../broker/broker';
import { BrokerRefusedError } from '../../broker/broker-errors';
import { BrokerNames } from '../../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { COUNTED_AT_MOST } from '../../projections/streams/held-watch';
import { DueLoop } from '../../scheduling/due-loop';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { requestMessage } from '../snapshot-messages';
import { ASKED, LOOK, REFUSED, TAKE_DUE, WANT, WANT_FOR_HELD } from './snapshot-requests.sql';
import { summaryOf, type RequestRow, type SnapshotSummary } from './snapshot-summary';
import { columnsOf, type WantedColumns, type WantedSnapshot } from './wanted-snapshots';

const LOOK_EVERY_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** The owner is not there yet: at a first start of everything it comes any moment. */
const OWNER_AWAY_FIRST_MS = 1_000;
const OWNER_AWAY_LONGEST_MS = 30_000;
/** While an owner stays away it is told again every now and then. */
const TELL_EACH = 20;

interface DueRow {
  projection: string;
  snapshot: string;
  asks: number;
  refusals: number;
}

/**
 * Asks other services for snapshots: for a read model that is new, until the answer is complete, and when one holds events
 * for too long. Every replica runs it, and one of them asks. Asking again costs traffic and nothing else.
 */
@Injectable()
export class SnapshotAsker {
  /** As of the last look. */
  summaries: readonly SnapshotSummary[] = [];
  private readonly logger = new Logger('Snapshots');
  private readonly loop: DueLoop;
  private wanted: readonly WantedSnapshot[] = [];
  private columns: WantedColumns = columnsOf([]);
  private isOnRecord = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(BROKER) private readonly broker: Pick<Broker, 'publish'>,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'snapshots'>,
  ) {
    this.loop = new DueLoop({
      name: 'Asking for snapshots',
      lookEveryMs: Math.min(LOOK_EVERY_MS, options.snapshots.heldForMs),
      untilNext: () => this.untilNext(),
      doSome: () => this.askForSome(),
    });
  }

  /** @param wanted what the projections of this process take; without any it does nothing. */
  expect(wanted: readonly WantedSnapshot[]): void {
    this.wanted = wanted;
    this.columns = columnsOf(wanted);
    this.summaries = wanted.map(({ projection, contract }) => summaryOf(projection, contract.cloudEventType));
  }

  /** To be called once the queues exist that the answers go to. */
  start(): void {
    if (this.wanted.length > 0) this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Why it cannot work just now; undefined while it can. */
  get trouble(): string | undefined {
    return this.loop.trouble;
  }

  private async untilNext(): Promise<number | undefined> {
    const { manager } = this.unitOfWork;
    const { projections, snapshots } = this.columns;
    if (!this.isOnRecord) await manager.query(WANT, [projections, snapshots]);
    this.isOnRecord = true;
    await this.wantForHeld();
    const rows: RequestRow[] = await manager.query(LOOK, [projections, snapshots]);
    this.summaries = rows.map((row) => summaryOf(row.projection, row.snapshot, row));
    const open = rows.filter(({ state }) => state !== 'complete').map(({ nextInMs }) => nextInMs);
    return open.length > 0 ? Math.min(...open) : undefined;
  }

  private async wantForHeld(): Promise<void> {
    const { projections, snapshots, firsts, behinds } = this.columns;
    const { heldForMs, heldAgainAfterMs } = this.options.snapshots;
    const limits = [heldForMs, heldAgainAfterMs, COUNTED_AT_MOST];
    type Row = { projection: string; snapshot: string };
    const [rows] = (await this.unitOfWork.manager.query(WANT_FOR_HELD, [
      ...[projections, snapshots, firsts, behinds],
      ...limits,
    ])) as [Row[], number];
    for (const { projection, snapshot } of rows)
      this.logger.warn(
        `${projection} holds events for more than ${heldForMs / 1_000} s because earlier ones are missing; it asks for ${snapshot}.`,
      );
  }

  /** The rows stay locked until the broker has confirmed: no other replica asks meanwhile. */
  private async askForSome(): Promise<number> {
    return this.unitOfWork.run(async () => {
      const { projections, snapshots } = this.columns;
      const due: DueRow[] = await this.unitOfWork.manager.query(TAKE_DUE, [projections, snapshots]);
      for (const row of due) await this.ask(row);
      return due.length;
    });
  }

  private async ask({ projection, snapshot, asks, refusals }: DueRow): Promise<void> {
    const { manager } = this.unitOfWork;
    const owner = snapshot.split('.')[0] as string;
    const id = uuidv7();
    if (await this.send(owner, projection, snapshot, id)) {
      const waitMs = Math.min(
        this.options.snapshots.answerWithinMs * 2 ** Math.min(asks, 30),
        LONGEST_WAIT_MS,
      );
      await manager.query(ASKED, [projection, snapshot, id, waitMs]);
      return this.logger.log(`${projection} asks ${owner} for ${snapshot}${asks > 0 ? ', again' : ''}.`);
    }
    await manager.query(REFUSED, [
      ...[projection, snapshot],
      backoffMs(refusals, OWNER_AWAY_FIRST_MS, OWNER_AWAY_LONGEST_MS),
    ]);
    if (refusals % TELL_EACH === TELL_EACH - 1)
      this.logger.warn(
        `${projection} wants ${snapshot}, but nobody takes requests for ${owner}: it has not been started yet, or provides ` +
          'no snapshots. It is asked again and again; events of new aggregates are taken all the same.',
      );
  }

  /**
   * Whether somebody takes the request.
   *
   * @throws BrokerUnavailableError when the broker is away.
   */
  private async send(owner: string, projection: string, snapshot: string, id: string): Promise<boolean> {
    const requester = this.names.service;
    const request = { id, requester, projection, snapshot, after: undefined, sent: 0, correlationId: id };
    try {
      return (await this.broker.publish(requestMessage(this.names, owner, request))) === 'routed';
    } catch (error) {
      if (error instanceof BrokerRefusedError) return false;
      throw error;
    }
  }
}
