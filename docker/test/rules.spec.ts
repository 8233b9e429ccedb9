import { readComposeFile, type ComposeFile } from './compose-file';
import {
  containersAreHardened,
  dependenciesCanBeMet,
  filesExist,
  healthIsKnown,
  portsAreOurs,
  servicesMayFinish,
  wordsAreKnown,
  type Rule,
} from './rules';

/** A way to break a rule, and the message by which the rule tells it. */
type Breach = [spoil: (file: ComposeFile) => void, message: RegExp];

const orders = ({ services }: ComposeFile) => services.orders!;

const RULES: [string, Rule, Record<string, Breach>][] = [
  [
    'says only words that Compose knows',
    wordsAreKnown,
    {
      'of a service': [
        (file) => Object.assign(orders(file), { enviroment: {} }),
        /^orders says "enviroment"/,
      ],
      'of a health check': [
        (file) => Object.assign(orders(file).healthcheck!, { intervall: '1s' }),
        /^healthcheck of orders says "intervall"/,
      ],
      'of a build': [
        (file) => Object.assign(orders(file).build!, { arg: {} }),
        /^build of orders says "arg"/,
      ],
      'of the file': [(file) => Object.assign(file, { volume: {} }), /^The file says "volume"/],
    },
  ],
  [
    'knows of everything whether it is well, or that it ends by itself',
    healthIsKnown,
    {
      'no health check': [(file) => delete orders(file).healthcheck, /^orders has no health check/],
      'a check without an interval': [
        (file) => delete file.services.grafana!.healthcheck!.interval,
        /^grafana has no health check with test, interval/,
      ],
      'for whose end nobody waits': [
        (file) => (orders(file).depends_on = {}),
        /^orders-migrate has no health check/,
      ],
      'started again after its end': [
        (file) => (file.services['orders-migrate']!.restart = 'always'),
        /^orders-migrate ends by itself, and would/,
      ],
    },
  ],
  [
    'waits only for what comes',
    dependenciesCanBeMet,
    {
      'a name that nobody has': [
        (file) => (orders(file).depends_on!.order = { condition: 'service_started' }),
        /^orders waits for order, which does not exist/,
      ],
      'in a profile that is not started': [
        (file) => (orders(file).depends_on!.traces = { condition: 'service_healthy' }),
        /^orders waits for traces, which the profile shop does not start/,
      ],
      'without a health check': [
        (file) => delete file.services.issuer!.healthcheck,
        /^orders waits until issuer is healthy, which has no/,
      ],
      'for the end of what runs on': [
        (file) => (orders(file).depends_on!.issuer!.condition = 'service_completed_successfully'),
        /^orders waits until issuer has ended, which runs on/,
      ],
      'a server that waits for what a profile starts': [
        (file) => (file.services.postgres!.depends_on = { mail: { condition: 'service_healthy' } }),
        /^postgres waits for mail, which the profile \(none\)/,
      ],
    },
  ],
  [
    'opens ports to this machine only, each once and with a variable',
    portsAreOurs,
    {
      'to everybody': [
        (file) => (orders(file).ports = ['${ORDERS_PORT:-3004}:3000']),
        /^Port 3000 of orders is open to other machines/,
      ],
      'that cannot be moved': [
        (file) => (orders(file).ports = ['127.0.0.1:3004:3000']),
        /^Port 3000 of orders cannot be moved/,
      ],
      'of another one': [
        (file) => (orders(file).ports = ['127.0.0.1:${ORDERS_PORT:-3001}:3000']),
        /^The port 3001 is used twice/,
      ],
      "by another one's variable": [
        (file) => (orders(file).ports = ['127.0.0.1:${USERS_PORT:-3004}:3000']),
        /^The variable USERS_PORT is used twice/,
      ],
    },
  ],
  [
    'lets nothing but the servers write or gain rights',
    containersAreHardened,
    {
      'a writable root': [(file) => (orders(file).read_only = false), /^orders may write/],
      capabilities: [(file) => delete file.services.mail!.cap_drop, /^mail may write/],
      privileges: [(file) => (file.services['orders-migrate']!.security_opt = []), /^orders-migrate may/],
    },
  ],
  [
    'gives services the time that they take to stop',
    servicesMayFinish,
    {
      'the usual time': [(file) => delete orders(file).stop_grace_period, /^orders is killed after 10s/],
      'as long as the process': [
        (file) => (orders(file).stop_grace_period = '30s'),
        /^orders is killed after 30s, before it has ended by itself \(30s\)/,
      ],
    },
  ],
  [
    'mounts and builds what is there',
    filesExist,
    {
      'a file': [
        (file) => file.services.prometheus!.volumes!.push('./prometheus.yml:/x:ro'),
        /^prometheus mounts \.\/prometheus\.yml, which does not exist/,
      ],
      'a volume': [(file) => delete file.volumes.grafana, /^grafana mounts the volume grafana/],
      'a stage of the image': [
        (file) => (file.services.issuer!.build!.target = 'packages'),
        /^issuer is built up to the stage packages/,
      ],
    },
  ],
];

/** Each rule holds, and tells each of its breaches: a rule that sees nothing would hold, too. */
describe.each(RULES)('docker/compose.yaml %s', (_, rule, breaches) => {
  it('now', () => expect(rule(readComposeFile())).toEqual([]));

  it.each(Object.entries(breaches))('or it would be told: %s', (_breach, [spoil, message]) => {
    // Without aliases: what is spoilt in one place must not be spoilt in all.
    const file = JSON.parse(JSON.stringify(readComposeFile())) as ComposeFile;
    spoil(file);
    expect(rule(file)).toContainEqual(expect.stringMatching(message));
  });
});
