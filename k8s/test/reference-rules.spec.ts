import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeRules } from './describe-rules';
import { externalSecrets, madeSecrets } from './external-secrets';
import { isKubectlInstalled, renderOverlay } from './kubectl';
import { all, one } from './objects';
import { CERTIFICATES, OPERATED_SECRETS } from './operators';
import { container, deployment, job, podOf } from './orders-of';
import { referencesExist, secretUses } from './reference-rules';

const OUTSIDE = new Map([...madeSecrets(), ...OPERATED_SECRETS, ...CERTIFICATES]);

describeRules('reference-rules.spec.ts', [
  [
    'everything that is referred to exists',
    { production: referencesExist(OUTSIDE), local: referencesExist(new Map()) },
    {
      'a service account': [
        (objects) => (podOf(job(objects)).serviceAccountName = 'nobody'),
        /^Job\/orders-migrate needs ServiceAccount\/nobody/,
      ],
      'a config map': [
        (objects) => all(objects, 'ConfigMap').forEach(({ metadata }) => (metadata.name = 'other')),
        /^Deployment\/orders needs ConfigMap\/settings/,
      ],
      'a secret that nobody makes': [
        (objects) => container(deployment(objects)).envFrom!.push({ secretRef: { name: 'hidden' } }),
        /reads Secret\/hidden/,
      ],
      'a key that the secret lacks': [
        (objects) => (container(job(objects)).env![0]!.valueFrom!.secretKeyRef!.key = 'POSTGRES_URL'),
        /reads POSTGRES_URL of Secret\/orders/,
      ],
      'a certificate under another name': [
        (objects) => (one(objects, 'RabbitmqCluster', 'broker').spec.tls.secretName = 'rabbit-tls'),
        /^RabbitmqCluster\/broker reads tls.crt of Secret\/rabbit-tls|reads Secret\/rabbit-tls/,
      ],
      'a volume': [
        (objects) => podOf(deployment(objects)).volumes!.splice(0, 1),
        /^Deployment\/orders mounts .*, which is no volume of it/,
      ],
      'a deployment that nobody has': [
        (objects) => (one(objects, 'ScaledObject', 'orders').spec.scaleTargetRef.name = 'order'),
        /^ScaledObject\/orders needs Deployment\/order,/,
      ],
    },
  ],
]);

(isKubectlInstalled() ? describe : describe.skip)('secrets of production', () => {
  const used = () => new Set(secretUses(renderOverlay('production')).map(({ secret }) => secret));

  it('are all made by somebody, and nothing is made in vain', () => {
    expect([...used()].sort()).toEqual([...OUTSIDE.keys()].sort());
  });

  it('that people have to make are named in docs/deploy.md', () => {
    const text = readFileSync(join(__dirname, '../../docs/deploy.md'), 'utf8');
    const missing = [...used()].filter(
      (secret) => CERTIFICATES.has(secret) && !text.includes(`\`${secret}\``),
    );
    expect(missing).toEqual([]);
  });

  it('are made of passwords that are kept once, for the roles and users of the service itself', () => {
    const broker = JSON.parse(
      readFileSync(join(__dirname, '../components/broker-users/definitions.json'), 'utf8'),
    ) as { users: { name: string }[] };
    const fetched = externalSecrets().flatMap(({ metadata, spec }) =>
      (spec.data ?? []).map(({ secretKey, remoteRef }) => [metadata.name, secretKey, remoteRef] as const),
    );
    expect(fetched.length).toBeGreaterThan(broker.users.length * 3 - 1);
    for (const [secret, key, { key: remote, property }] of fetched) {
      const service = secret.replace(/-migration$/, '');
      const expected: Record<string, [string, string]> = {
        DATABASE_URL: ['warren/database', service],
        MIGRATION_DATABASE_URL: ['warren/database', `${service}_migrator`],
        RABBITMQ_URL: ['warren/broker', service],
      };
      expect([secret, key, remote, property]).toEqual([
        secret,
        key,
        ...(expected[key] ?? [`warren/${service}`, key]),
      ]);
    }
  });

  it('hold addresses that say how they are encrypted', () => {
    for (const { spec } of externalSecrets())
      for (const [key, text] of Object.entries(spec.target.template?.data ?? {})) {
        if (key.endsWith('DATABASE_URL')) expect(text).toContain('sslmode=verify-full');
        if (key === 'RABBITMQ_URL') expect(text).toMatch(/^amqps:/);
      }
  });
});
