import { ownersOnlyMigrate } from './database-rules';
import { describeRules } from './describe-rules';
import { container, deployment, job } from './orders-of';

describeRules('database-rules.spec.ts', [
  [
    'only migrations know the role that owns the tables',
    ownersOnlyMigrate,
    {
      'a migration by the role of the service': [
        (objects) => {
          const { env } = container(job(objects));
          env!.splice(
            env!.findIndex(({ name }) => name === 'MIGRATION_DATABASE_URL'),
            1,
          );
        },
        /^Job\/orders-migrate does not migrate as the role that owns/,
      ],
      'a service that has it': [
        (objects) =>
          container(deployment(objects)).env!.push({ name: 'MIGRATION_DATABASE_URL', value: 'postgres://…' }),
        /^Deployment\/orders can read/,
      ],
      'a service that has it under another name': [
        (objects) =>
          container(deployment(objects)).env!.push({
            name: 'SPARE_URL',
            valueFrom: { secretKeyRef: { name: 'orders-migration', key: 'MIGRATION_DATABASE_URL' } },
          }),
        /^Deployment\/orders can read/,
      ],
      'a service that reads the whole secret': [
        (objects) =>
          container(deployment(objects)).envFrom!.push({ secretRef: { name: 'orders-migration' } }),
        /^Deployment\/orders can read/,
      ],
    },
  ],
]);
