import type { Migration } from './schema';

const MIGRATIONS = new Map<string, readonly Migration[]>();

/** Notes the migrations of a service, those of the eventing included, for who asks later whether they have been run. */
export function noteMigrations(service: string, migrations: readonly Migration[]): void {
  MIGRATIONS.set(service, migrations);
}

/** Those that `runService` was given; undefined where nobody has noted any. */
export function migrationsOf(service: string): readonly Migration[] | undefined {
  return MIGRATIONS.get(service);
}
