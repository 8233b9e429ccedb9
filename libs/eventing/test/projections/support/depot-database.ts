import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { ParcelHistory, PlaceTraffic } from './depot';
import { startReplica, type Replica, type ReplicaOptions } from './replica';

const ENTITIES = [ParcelHistory, PlaceTraffic];

/** What a projection has left behind, to be compared with what it should have. */
export interface Remains {
  /** Last sequence by stream. */
  gates: Record<string, number>;
  held: number;
  /** Sequences by stream. */
  parked: Record<string, number[]>;
}

/** A database with the read models of the depot, and replicas that all end with it. */
export class DepotDatabase {
  private readonly replicas: Replica[] = [];

  private constructor(readonly database: TestDatabase) {}

  static async create(adminUrl?: string): Promise<DepotDatabase> {
    const database = await createTestDatabase({ entities: ENTITIES }, adminUrl);
    await database.dataSource.synchronize();
    return new DepotDatabase(database);
  }

  async replica(projection: object, options: Partial<ReplicaOptions> = {}): Promise<Replica> {
    const replica = await startReplica({
      url: this.database.url,
      entities: ENTITIES,
      projection,
      ...options,
    });
    this.replicas.push(replica);
    return replica;
  }

  /** Empties everything, so that the next case begins anew. */
  async clear(): Promise<void> {
    await this.query(
      'truncate eventing.projection_gate, eventing.projection_held, eventing.dead_letters, parcel_history, place_traffic',
    );
  }

  async remains(projection: string): Promise<Remains> {
    const gates = await this.query<{ stream: string; sequence: string }>(
      'select stream, sequence from eventing.projection_gate where projection = $1 and sequence > 0',
      [projection],
    );
    const [held] = await this.query<{ count: number }>(
      'select count(*)::int as count from eventing.projection_held where projection = $1',
      [projection],
    );
    const parked = await this.query<{ stream: string; sequences: number[] }>(
      `select source || '/' || partition_key as stream, array_agg(sequence::int order by sequence) as sequences
         from eventing.dead_letters where consumer = $1 group by 1`,
      [projection],
    );
    return {
      gates: Object.fromEntries(gates.map(({ stream, sequence }) => [stream, Number(sequence)])),
      held: held?.count ?? 0,
      parked: Object.fromEntries(parked.map(({ stream, sequences }) => [stream, sequences])),
    };
  }

  query<T>(sql: string, parameters?: unknown[]): Promise<T[]> {
    return this.database.dataSource.query(sql, parameters);
  }

  /** How many deadlocks PostgreSQL has broken in this database. Replicas end first: until then it may not have counted. */
  async deadlocks(): Promise<number> {
    await this.stopReplicas();
    const rows = await this.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.deadlocks);
  }

  async stopReplicas(): Promise<void> {
    await Promise.all(this.replicas.splice(0).map((replica) => replica.stop()));
  }

  async drop(): Promise<void> {
    await this.stopReplicas();
    await this.database.drop();
  }
}
