import { randomBytes } from 'node:crypto';
import { accessSettings, testNamespace } from '@warren/platform/testing';
import { urlOfUser } from '../../../apps/test/support/broker-users';
import { OwnServers } from '../../../apps/test/support/own-servers';
import { SERVICES } from '../../../apps/test/support/shop';

/** Servers as production has them: each service gets in as roles and a user of its own. Services with one namespace hear each other. */
export class Production {
  private readonly key = randomBytes(32).toString('base64');

  private constructor(
    readonly servers: OwnServers,
    readonly namespace: string,
  ) {}

  static async open(): Promise<Production> {
    const servers = await OwnServers.start();
    await servers.makeRoles();
    return new Production(servers, testNamespace()).withUsers();
  }

  /** The same servers, where nobody hears the services of the other one. */
  async apart(): Promise<Production> {
    return new Production(this.servers, testNamespace()).withUsers();
  }

  /** What the service's containers have in their environment. */
  async settingsOf(service: string): Promise<Record<string, string>> {
    return {
      ...(await accessSettings()),
      DATABASE_URL: this.servers.databaseOf(service).runs,
      RABBITMQ_URL: this.brokerOf(service),
      EVENTING_NAMESPACE: this.namespace,
      PERSONAL_DATA_KEYS: `trial:${this.key}`,
    };
  }

  /** The same for its migrations: only these know the role that owns the tables. */
  async migrationSettingsOf(service: string): Promise<Record<string, string>> {
    const MIGRATION_DATABASE_URL = this.servers.databaseOf(service).migrates;
    return { ...(await this.settingsOf(service)), MIGRATION_DATABASE_URL };
  }

  brokerOf(service: string): string {
    return urlOfUser(this.servers.rabbitmqUrl, this.namespace, service);
  }

  close(): Promise<void> {
    return this.servers.stop();
  }

  private async withUsers(): Promise<this> {
    await this.servers.giveUsers(this.namespace, SERVICES);
    return this;
  }
}
