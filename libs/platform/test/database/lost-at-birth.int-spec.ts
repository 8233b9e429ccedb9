import { Logger, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { isDatabaseAway } from '@warren/eventing';
import { DatabaseModule, readConfig, ServiceConfig } from '@warren/platform';
import { createDatabase, NEEDED_SETTINGS, type TestDatabase } from '@warren/platform/testing';
import { LastWord } from './support/last-word';

jest.setTimeout(60_000);

/** A service that is nothing but its database. Jest fails a test in which an error event finds nobody who listens. */
function moduleOn(databaseUrl: string) {
  const config = readConfig('kiosk', {
    ...NEEDED_SETTINGS,
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '3',
  });
  @Module({ providers: [{ provide: ServiceConfig, useValue: config }], exports: [ServiceConfig] })
  class Settings {}
  @Module({
    imports: [{ module: Settings, global: true }, DatabaseModule.forEntities()],
  })
  class KioskModule {}
  return KioskModule;
}

describe('A connection that PostgreSQL ends at the instant it is ready', () => {
  let database: TestDatabase;
  let postgres: LastWord;
  let app: INestApplicationContext;
  let dataSource: DataSource;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await createDatabase('kiosk');
    postgres = await LastWord.before(database.url);
    app = await NestFactory.createApplicationContext(moduleOn(postgres.url), { logger: false });
    dataSource = app.get(DataSource);
  });
  afterAll(async () => {
    await app?.close();
    await postgres?.close();
    await database?.drop();
  });

  /** One finds a connection lying idle, the other needs a new one. */
  const twoQueries = () =>
    Promise.allSettled([dataSource.query('select 1 as one'), dataSource.query('select 1 as one')]);

  it('fails one request, which is told that the database is away, and the process lives on', async () => {
    postgres.arm();
    const outcomes = await twoQueries();
    expect(postgres.spoken).toBe(1);
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(failures.map((failure) => isDatabaseAway(failure))).toEqual([true]);
  });

  it('is gone from the pool afterwards', async () => {
    for (let round = 0; round < 3; round += 1) {
      const outcomes = await twoQueries();
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    }
  });
});
