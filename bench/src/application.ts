import { randomBytes } from 'node:crypto';
import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Client } from 'pg';
import type { EntityClassOrSchema } from '@nestjs/typeorm/dist/interfaces/entity-class-or-schema.type';
import { EventingModule, eventingMigrations, type EventingOptions } from '@warren/eventing';

const ADMIN_URL = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
export const RABBITMQ_URL = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';

/** A database and a namespace that exist for one benchmark. */
export class Workplace {
  readonly namespace = `bench${randomBytes(4).toString('hex')}`;
  private readonly database = `warren_${this.namespace}`;

  get exchange(): string {
    return `${this.namespace}.bench.events`;
  }

  async prepare(): Promise<void> {
    await this.asAdmin(`create database ${this.database}`);
  }

  async clear(): Promise<void> {
    await this.asAdmin(`drop database if exists ${this.database} with (force)`);
  }

  /** A whole Nest application with the eventing in it, as a service would have it, and no more. */
  async start(parts: ApplicationParts = {}): Promise<INestApplicationContext> {
    const url = Object.assign(new URL(ADMIN_URL), { pathname: `/${this.database}` }).toString();
    @Module({
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url,
          entities: parts.entities ?? [],
          migrations: eventingMigrations,
          migrationsRun: true,
          synchronize: false,
          extra: { max: 60 },
        }),
        EventingModule.forService('bench', {
          ...parts.options,
          broker: { url: RABBITMQ_URL, namespace: this.namespace, expireAfterMs: 600_000 },
        }),
      ],
      providers: parts.providers ?? [],
    })
    class BenchModule {}
    return NestFactory.createApplicationContext(BenchModule, { logger: ['error', 'warn'] });
  }

  private async asAdmin(sql: string): Promise<void> {
    const client = new Client({ connectionString: ADMIN_URL });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

interface ApplicationParts {
  entities?: EntityClassOrSchema[];
  providers?: Provider[];
  options?: Omit<EventingOptions, 'service' | 'broker'>;
}
