import { Logger } from '@nestjs/common';
import type { AfterQueryEvent } from 'typeorm';
import { eventually } from '@warren/eventing/testing';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(30_000);

/** Round trips to the database are what handling a message costs; each one more shows here. */
describe('Handling a message', () => {
  let database: TestDatabase;
  let service: HandlingService;

  beforeAll(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    const setup = { dataSource: database.dataSource, namespace: testNamespace(), brokerUrl: 'in-memory' };
    service = await HandlingService.start({ ...setup, providers: [NoteThing] });
  });
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  it('takes no statements but the transaction, the inbox row and the effect', async () => {
    const statements: string[] = [];
    const afterQuery = ({ query }: AfterQueryEvent) =>
      void statements.push(query.trim().replace(/\s+/g, ' '));
    database.dataSource.subscribers.push({ afterQuery });
    await service.publish(thingHappened());
    await eventually('it is committed', () => statements.includes('COMMIT'));
    expect(statements.filter((statement) => !statement.includes('default_transaction_isolation'))).toEqual([
      'START TRANSACTION',
      expect.stringMatching(/^insert into eventing.inbox/),
      expect.stringMatching(/^insert into note/),
      'COMMIT',
    ]);
  });
});
