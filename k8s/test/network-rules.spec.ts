import nestCli from '../../nest-cli.json';
import { describeRules } from './describe-rules';
import { connectionsAre, servicesCannotCallEachOther, type Connection } from './network-rules';
import { one, type KubernetesObject } from './objects';

const SERVICES = Object.keys(nestCli.projects);
const policy = (objects: KubernetesObject[], name: string) => one(objects, 'NetworkPolicy', name).spec;

const NEEDED: Connection[] = [
  ...SERVICES.flatMap((service): Connection[] => [
    [service, 'broker', 5_671],
    [service, 'database', 5_432],
    [service, 'dns', 53],
    [service, 'the world', 443],
    ['the ingress', service, 3_000],
    ['Prometheus', service, 3_000],
    [`${service}-migrate`, 'database', 5_432],
    [`${service}-migrate`, 'dns', 53],
  ]),
  ['notifications', 'the world', 587],
  ['broker-users', 'broker', 15_671],
  ['database-roles', 'database', 5_432],
  ['broker', 'broker', 25_672],
  ['broker', 'the world', 443],
  ['Prometheus', 'broker', 15_691],
  ['database', 'database', 5_432],
];

const FORBIDDEN: Connection[] = [
  ...SERVICES.flatMap((service): Connection[] => [
    ['a stranger', service, 3_000],
    ['a new pod', service, 3_000],
    [service, 'a new pod', 80],
    [service, 'an address inside', 443],
    [service, 'broker', 25_672],
    [service, 'broker', 15_671],
    [service, 'the world', 25],
    [`${service}-migrate`, 'broker', 5_671],
    [`${service}-migrate`, 'the world', 443],
  ]),
  ['the ingress', 'database', 5_432],
  ['the ingress', 'broker', 15_671],
  ['the ingress', 'orders', 22],
  ['a stranger', 'a new pod', 80],
  ['a stranger', 'database', 5_432],
  ['a stranger', 'broker', 4_369],
  ['a new pod', 'database', 5_432],
  ['a new pod', 'broker', 5_671],
  ['a new pod', 'the world', 443],
  ['orders', 'the world', 587],
  ['broker', 'database', 5_432],
  ['broker-users', 'database', 5_432],
];

describeRules('network-rules.spec.ts', [
  [
    'services cannot call each other',
    servicesCannotCallEachOther,
    {
      'a policy that lets one call another': [
        (objects) => {
          const peer = { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'service' } } };
          policy(objects, 'services').egress!.push({ to: [peer] });
          policy(objects, 'services').ingress!.push({ from: [peer] });
        },
        /^users can reach orders/,
      ],
      'no policies': [
        (objects) => {
          for (let at = objects.length - 1; at >= 0; at--)
            if (objects[at]!.kind === 'NetworkPolicy') objects.splice(at, 1);
        },
        /^orders can reach users/,
      ],
    },
  ],
  [
    'each reaches what it needs, and nobody anything else',
    {
      production: connectionsAre(NEEDED, FORBIDDEN),
      local: connectionsAre(
        [
          ...SERVICES.map((service): Connection => [service, 'issuer', 3_010]),
          ...SERVICES.map((service): Connection => [service, 'broker', 5_672]),
          ['notifications', 'mail', 1_025],
          ['broker-users', 'broker', 15_672],
          ...NEEDED.filter(([from, to]) => from !== 'Prometheus' && to !== 'Prometheus'),
        ],
        [...FORBIDDEN, ['orders', 'mail', 1_025], ['issuer', 'orders', 3_000], ['orders', 'mail', 8_025]],
      ),
    },
    {
      'a database that is closed': [
        (objects) => policy(objects, 'database').ingress!.shift(),
        /^orders cannot reach database at 5432/,
      ],
      'pods that are open unless somebody thinks of them': [
        (objects) => (policy(objects, 'default-deny').podSelector = { matchLabels: { x: 'y' } }),
        /^a stranger can reach a new pod at 80/,
      ],
      'names that are not found': [
        (objects) => (policy(objects, 'names').egress = []),
        /^orders cannot reach dns at 53/,
      ],
      'an ingress that leads everywhere': [
        (objects) => delete policy(objects, 'services').ingress![0]!.ports,
        /^the ingress can reach orders at 22/,
      ],
      'addresses of pods among those outside': [
        (objects) => policy(objects, 'services').egress!.at(-1)!.to![0]!.ipBlock!.except!.shift(),
        /can reach an address inside at 443/,
      ],
    },
  ],
]);
