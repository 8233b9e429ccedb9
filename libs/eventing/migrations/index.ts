import type { MigrationInterface } from 'typeorm';

/** What the schema `eventing` needs, in order; a service runs these together with its own migrations. */
export const eventingMigrations: (new () => MigrationInterface)[] = [];
