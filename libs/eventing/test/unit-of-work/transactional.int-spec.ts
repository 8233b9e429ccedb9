import { Controller, Injectable, Post, Scope, type Provider } from '@nestjs/common';
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

@Controller('diary')
class DiaryController {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Transactional()
  @Post()
  async write(): Promise<{ active: boolean }> {
    return { active: this.unitOfWork.isActive };
  }
}

@Injectable({ scope: Scope.REQUEST })
class Fleeting {
  @Transactional()
  async write(): Promise<void> {}
}

@Injectable({ scope: Scope.TRANSIENT })
class Manifold {
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

  const application = (provider: Provider) =>
    Test.createTestingModule({
      imports: [DiscoveryModule],
      controllers: [DiaryController],
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
    await expect(database.dataSource.query("select * from diary where text <> 'made'")).resolves.toEqual([
      { text: 'dear diary' },
    ]);
  });

  it('works on a provider that a factory makes', async () => {
    const factory = (unitOfWork: UnitOfWork) => new Diary(unitOfWork);
    const module = await application({ provide: Diary, inject: [UnitOfWork], useFactory: factory });
    await module.init();
    await expect(module.get(Diary).write('made')).resolves.toMatchObject({ active: true });
  });

  it('works on the route of a controller, which Nest reads before it runs any hook', async () => {
    const app = (await application(Diary)).createNestApplication();
    await app.listen(0);
    try {
      const response = await fetch(`${await app.getUrl()}/diary`, { method: 'POST' });
      await expect(response.json()).resolves.toEqual({ active: true });
    } finally {
      await app.close();
    }
  });

  it.each([Fleeting, Manifold])('refuses a provider at boot that is no singleton (%p)', async (provider) => {
    const module = await application(provider);
    await expect(module.init()).rejects.toThrow(`${provider.name} is request-scoped or transient`);
  });
});
