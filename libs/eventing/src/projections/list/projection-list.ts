import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BROKER, type Broker } from '../../broker/broker';
import { BrokerUnavailableError } from '../../broker/broker-errors';
import { BrokerNames } from '../../broker/names';
import { LOOK } from '../../snapshots/asking/snapshot-requests.sql';
import { summaryOf, type RequestRow, type SnapshotSummary } from '../../snapshots/asking/snapshot-summary';
import { columnsOf } from '../../snapshots/asking/wanted-snapshots';
import type { LagSummary } from '../progress/lag-window';
import { ProjectionRegistry, type RegisteredProjection } from '../projection-registry';
import { COUNTED_AT_MOST, type HeldSummary } from '../streams/held-watch';
import { SUMMARISE_HELD } from '../streams/held.sql';
import { COUNT_STREAMS } from './projection-list.sql';

const STREAMS_COUNTED_AT_MOST = 100_000;

/** How a projection of the service is doing. */
export interface ProjectionReport {
  name: string;
  /** The class of its read model. */
  into: string;
  /** Whose events it takes. */
  follows: string[];
  /** Aggregates that it has heard of; there are more when `streamsAreMore`. */
  streams: number;
  streamsAreMore: boolean;
  /** Events that wait for an earlier one of their aggregate; null when none does. Of very many only the first are counted. */
  held: (HeldSummary & { isMore: boolean }) | null;
  /** Messages that wait in its queue; null when the broker could not be asked, or there is no such queue. */
  waiting: number | null;
  /** How long events took lately to show in its read model, as measured by this process; null in one that does not consume. */
  lag: LagSummary | null;
  /** How complete its copies of other services' aggregates are. */
  copies: SnapshotSummary[];
}

/**
 * Lists the projections of the service. Reads what is in the database, and asks the broker how long their queues are when it is
 * connected.
 *
 * @example (await app.get(ProjectionList).read()).filter(({ held }) => held !== null);
 */
@Injectable()
export class ProjectionList {
  constructor(
    private readonly registry: ProjectionRegistry,
    private readonly dataSource: DataSource,
    private readonly names: BrokerNames,
    @Inject(BROKER) private readonly broker: Pick<Broker, 'lengthOf' | 'status'>,
  ) {}

  /** By name. @throws whatever keeps the database from answering. */
  async read(): Promise<ProjectionReport[]> {
    const projections = this.registry.all();
    const streams = await this.streamsOf(projections.map(({ definition }) => definition.name));
    const copies = await this.copies();
    const reports = projections.map(async (projection) => {
      const { name } = projection.definition;
      return {
        ...described(projection, streams.get(name) ?? 0),
        held: await this.heldBy(name),
        waiting: await this.waitingFor(name),
        copies: copies.filter((copy) => copy.projection === name),
      };
    });
    return (await Promise.all(reports)).sort((a, b) => a.name.localeCompare(b.name));
  }

  private async streamsOf(names: string[]): Promise<Map<string, number>> {
    const rows = await this.dataSource.query<{ projection: string; streams: number }[]>(COUNT_STREAMS, [
      names,
      STREAMS_COUNTED_AT_MOST + 1,
    ]);
    return new Map(rows.map(({ projection, streams }) => [projection, streams]));
  }

  private async heldBy(name: string): Promise<ProjectionReport['held']> {
    const [held] = await this.dataSource.query<HeldSummary[]>(SUMMARISE_HELD, [name, COUNTED_AT_MOST]);
    return held ? { ...held, isMore: held.events >= COUNTED_AT_MOST } : null;
  }

  private async waitingFor(name: string): Promise<number | null> {
    if (this.broker.status() !== 'connected') return null;
    try {
      return (await this.broker.lengthOf(this.names.queue(name))) ?? null;
    } catch (error) {
      if (error instanceof BrokerUnavailableError) return null; // lost in this moment
      throw error;
    }
  }

  /** What has never been asked for is not on record. */
  private async copies(): Promise<SnapshotSummary[]> {
    const wanted = this.registry.wantedSnapshots();
    const { projections, snapshots } = columnsOf(wanted);
    const rows = await this.dataSource.query<RequestRow[]>(LOOK, [projections, snapshots]);
    return wanted.map(({ projection, contract: { cloudEventType } }) =>
      summaryOf(
        projection,
        cloudEventType,
        rows.find((row) => row.projection === projection && row.snapshot === cloudEventType),
      ),
    );
  }
}

function described(
  { definition, progress }: RegisteredProjection,
  streams: number,
): Omit<ProjectionReport, 'held' | 'waiting' | 'copies'> {
  return {
    name: definition.name,
    into: definition.into.name,
    follows: definition.followed.services,
    streams: Math.min(streams, STREAMS_COUNTED_AT_MOST),
    streamsAreMore: streams > STREAMS_COUNTED_AT_MOST,
    lag: progress.lag.summary() ?? null,
  };
}
