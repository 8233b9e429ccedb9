/** An address of PostgreSQL and the variable that it stands in, for messages. */
export interface DatabaseAddress {
  url: string;
  variable: 'DATABASE_URL' | 'MIGRATION_DATABASE_URL';
}

interface Settings {
  DATABASE_URL: string;
  MIGRATION_DATABASE_URL?: string;
}

/** By which the service runs. */
export function runtimeAddress({ DATABASE_URL: url }: Settings): DatabaseAddress {
  return { url, variable: 'DATABASE_URL' };
}

/** By which it migrates: its own, where there is one. */
export function migrationAddress(settings: Settings): DatabaseAddress {
  const { MIGRATION_DATABASE_URL: url } = settings;
  return url === undefined ? runtimeAddress(settings) : { url, variable: 'MIGRATION_DATABASE_URL' };
}

/** The database as a person knows it, without its password. */
export function nameOfDatabase(url: string): string {
  const { host, pathname } = new URL(url);
  return `The database "${decodeURIComponent(pathname.slice(1))}" on ${host}`;
}

/** The role that an address logs in as. */
export function roleOf(url: string): string {
  const { username, searchParams } = new URL(url);
  return searchParams.get('user') ?? decodeURIComponent(username);
}
