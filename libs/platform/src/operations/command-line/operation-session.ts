import { Injectable, Logger } from '@nestjs/common';
import { EventingSession } from '@warren/eventing';
import { ServiceConfig } from '../../config/service-config';
import { runtimeAddress } from '../../database/address';
import { connectToDatabase } from '../../database/connect';
import { migrationsOf } from '../../database/migrations-of-services';
import { checkSchema } from '../../database/schema';

/** What an operation cannot do without. */
export type Need = 'database' | 'broker';

/** Somebody waits at a terminal: a server that is not there is told soon. */
const DATABASE_WITHIN_MS = 5_000;

/** Connects to what a command needs, and says in words when that cannot be had. */
@Injectable()
export class OperationSession {
  private readonly logger = new Logger('Operations');

  constructor(
    private readonly eventing: EventingSession,
    private readonly config: ServiceConfig,
  ) {}

  /**
   * @throws StartError when the database cannot be used or is not up to date, BrokerUnavailableError when the broker does
   * not answer.
   */
  async connect(needs: readonly Need[]): Promise<void> {
    if (needs.includes('database')) await this.connectDatabase();
    if (needs.includes('broker')) await this.eventing.connectBroker();
  }

  close(): Promise<void> {
    return this.eventing.close();
  }

  /** By a connection of its own first, for what TypeORM says of a database that is away explains little. */
  private async connectDatabase(): Promise<void> {
    const announce = (why: string) => this.logger.warn(why);
    const client = await connectToDatabase(runtimeAddress(this.config), announce, DATABASE_WITHIN_MS);
    try {
      await checkSchema(client, this.config, migrationsOf(this.config.service) ?? []);
    } finally {
      await client.end();
    }
    await this.eventing.connectDatabase();
  }
}
