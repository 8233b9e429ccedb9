import path from 'node:path';
import { eventingMigrations } from '../../../libs/eventing/src';
import { query } from '../../../libs/eventing/src/testing';
import { readConfig } from '../../../libs/platform/src';
import { migrate } from '../../../libs/platform/src/database/migrate';
import type { Migration } from '../../../libs/platform/src/database/schema';
import { NEEDED_SETTINGS } from '../../../libs/platform/src/testing/needed-settings';
import { repository } from '../../repository';
import { startPrivatePostgres } from '../../servers';
import {
  makeRoles,
  WITH_PASSWORDS,
  urlOfRole,
  type PrivatePostgres,
} from '../../servers/test/database-roles';
import { describeWithPostgres } from '../../servers/test/with-postgres';
import { services } from '../../services';

jest.setTimeout(120_000);

describeWithPostgres('The roles of every service of the repository', ['psql'], () => {
  let postgres: PrivatePostgres;

  beforeAll(async () => {
    postgres = await startPrivatePostgres({ files: WITH_PASSWORDS });
    await makeRoles(postgres);
  });
  afterAll(() => postgres?.stop());

  it.each(services.map(({ name }) => name))(
    '%s: one migrates all that there is, the other may work with it and change none of it',
    async (name) => {
      const { migrations } = (await import(path.join(repository, 'apps', name, 'migrations'))) as {
        migrations: Migration[];
      };
      const config = readConfig(name, {
        ...NEEDED_SETTINGS,
        DATABASE_URL: urlOfRole(postgres, name),
        MIGRATION_DATABASE_URL: urlOfRole(postgres, `${name}_migrator`),
      });
      const all = [...eventingMigrations, ...migrations];
      expect(await migrate(config, all, () => undefined)).toHaveLength(all.length);
      const tables = await query<{ name: string; rights: string[]; owned: boolean }>(
        urlOfRole(postgres, name),
        `select c.oid::regclass::text as name, pg_has_role(c.relowner, 'usage') as owned,
                array(select one from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as one
                       where has_table_privilege(c.oid, one)) as rights
           from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p') and not c.relispartition`,
      );
      expect(tables.length).toBeGreaterThan(20);
      for (const table of tables) {
        const rights = table.name === 'migrations' ? ['select'] : ['select', 'insert', 'update', 'delete'];
        expect(table).toEqual({ name: table.name, rights, owned: false });
      }
    },
  );
});
