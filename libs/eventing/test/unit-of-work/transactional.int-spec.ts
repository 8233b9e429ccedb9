import { Injectable, Scope } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { Transactional, TransactionalMethods } from '../../src/unit-of-work/transactional';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

@Injectable()
class Diary {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Transactional()
  async write(text: string): Promise<{ text: string; active: boolean }> {
    await this.unitOfWork.manager.query('insert into diary values ($1)', [text]);
    if (text === 'secret') throw new Error('not that');
    return { text, active: this.unitOfWork.isActive };
  }
}

@Injectable({ scope: Scope.REQUEST })
class Fleeting {
  @Transactional()
  async write(): Promise<void> {}
}

describe('@Transactional()', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.dataSource.query('create table diary (text text)');
  });
  afterAll(() => database.drop());

  const application = (provider: typeof Diary | typeof Fleeting) =>
    Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [
        provider,
        UnitOfWork,
        TransactionalMethods,
        { provide: DataSource, useValue: database.dataSource },
      ],
    }).compile();

  it('runs the method in a unit of work: committed when it returns, undone when it throws', async () => {
    const module = await application(Diary);
    await module.init();
    const diary = module.get(Diary);
    await expect(diary.write('dear diary')).resolves.toEqual({ text: 'dear diary', active: true });
    await expect(diary.write('secret')).rejects.toThrow('not that');
    await expect(database.dataSource.query('select * from diary')).resolves.toEqual([{ text: 'dear diary' }]);
  });

  it('refuses a request-scoped provider at boot', async () => {
    const module = await application(Fleeting);
    await expect(module.init()).rejects.toThrow(/Fleeting is request-scoped/);
  });
});
