const rules = require('../../.dependency-cruiser.js');
const { Fixture } = require('./fixture');

/** What there is to import. */
const SURROUNDINGS = {
  'libs/eventing/src/index.ts': 'export const eventing = 1;',
  'libs/eventing/src/outbox/outbox.ts': 'export const outbox = 1;',
  'libs/eventing/src/testing/index.ts': 'export const kit = 1;',
  'libs/contracts/src/index.ts': 'export const contract = 1;',
  'libs/platform/src/index.ts': 'export const platform = 1;',
  'apps/users/src/main.ts': 'export const users = 1;',
  'apps/orders/src/domain/order.ts': 'export const order = 1;',
  'apps/orders/src/read-models/list/query.ts': 'export const query = 1;',
};

/** Each rule with a file that breaks it: [rule, file, text, words of the explanation]. */
const BROKEN = [
  ['no-cycles', 'apps/orders/src/a.ts', "import './b';", 'a file of its own'],
  [
    'services-never-import-each-other',
    'apps/orders/src/c.ts',
    "import '../../users/src/main';",
    'integration event',
  ],
  [
    'libraries-do-not-know-the-services',
    'libs/platform/src/d.ts',
    "import '../../../apps/users/src/main';",
    'pass in',
  ],
  ['only-the-rabbitmq-adapter-speaks-amqp', 'apps/orders/src/e.ts', "import 'amqplib';", 'Outbox'],
  [
    'only-the-rabbitmq-adapter-speaks-amqp',
    'libs/eventing/src/outbox/f.ts',
    "import '@golevelup/nestjs-rabbitmq';",
    'Outbox',
  ],
  [
    'only-the-rabbitmq-adapter-speaks-amqp',
    'libs/platform/src/g.ts',
    "import 'amqp-connection-manager';",
    'Outbox',
  ],
  [
    'eventing-has-one-door',
    'apps/orders/src/h.ts',
    "import '../../../libs/eventing/src/outbox/outbox';",
    '@warren/eventing',
  ],
  ['testing-kit-is-for-tests', 'apps/orders/src/i.ts', "import '@warren/eventing/testing';", 'for tests'],
  [
    'eventing-knows-no-events',
    'libs/eventing/src/outbox/j.ts',
    "import '@warren/contracts';",
    'libs/contracts',
  ],
  [
    'eventing-knows-no-events',
    'libs/eventing/src/outbox/k.ts',
    "import '@warren/platform';",
    'libs/platform',
  ],
  [
    'contracts-need-only-eventing',
    'libs/contracts/src/l.ts',
    "import '@warren/platform';",
    'nothing of the service',
  ],
  [
    'domain-stands-alone',
    'apps/orders/src/domain/m.ts',
    "import 'typeorm';",
    'without Nest, database or broker',
  ],
  [
    'domain-stands-alone',
    'apps/orders/src/domain/n.ts',
    "import '../read-models/list/query';",
    'its own folder',
  ],
  ['domain-stands-alone', 'apps/orders/src/domain/o.ts', "import 'node:fs';", 'its own folder'],
  [
    'slices-do-not-import-each-other',
    'apps/orders/src/commands/place/p.ts',
    "import '../../read-models/list/query';",
    'slice',
  ],
  [
    'slices-do-not-import-each-other',
    'apps/orders/src/read-models/one/q.ts',
    "import '../list/query';",
    'slice',
  ],
  [
    'services-never-call-each-other',
    'apps/orders/src/r.ts',
    "import 'superagent';",
    'read model of your own',
  ],
  ['imports-can-be-resolved', 'apps/orders/src/s.ts', "import './not-there';", 'points to nothing'],
];

/** Files that may import what they import. */
const ALLOWED = {
  'apps/orders/src/b.ts': "import './a';", // the other half of the cycle above
  'apps/orders/src/commands/place/handler.ts':
    "import '@warren/eventing';\nimport '@warren/contracts';\nimport '../../domain/order';",
  'apps/orders/src/commands/place/handler.spec.ts': "import '@warren/eventing/testing';",
  'apps/orders/src/domain/line.ts': "import '@warren/eventing';\nimport './order';",
  'apps/orders/src/domain/line.spec.ts': "import 'fast-check';",
  'libs/eventing/src/broker/rabbitmq/connection.ts':
    "import 'amqplib';\nimport '@golevelup/nestjs-rabbitmq';",
  'libs/contracts/src/orders/order-placed.v1.ts': "import '@warren/eventing';\nimport 'class-validator';",
};

describe('the directions of imports', () => {
  const fixture = new Fixture();
  let output = '';
  let status = /** @type {number | null} */ (0);

  beforeAll(() => {
    for (const [file, text] of Object.entries({ ...SURROUNDINGS, ...ALLOWED })) fixture.write(file, text);
    for (const [, file = '', text = ''] of BROKEN) fixture.write(file, text);
    ({ output, status } = fixture.directions());
  }, 60_000);

  afterAll(() => fixture.remove());

  /** What is said under the heading of one rule. @param {string} rule */
  const section = (rule) =>
    output.split(/^(?=[a-z-]+: )/m).find((part) => part.startsWith(`${rule}: `)) ?? '';

  it.each(BROKEN)('%s is reported for %s', (rule = '', file, _text, explanation) => {
    expect(section(rule)).toContain(`  ${file}\n`);
    expect(section(rule)).toContain(explanation);
  });

  it('what is allowed is not reported', () => {
    const { 'apps/orders/src/b.ts': _halfOfTheCycle, ...fine } = ALLOWED;
    for (const file of [...Object.keys(fine), ...Object.keys(SURROUNDINGS)])
      expect(output).not.toContain(`  ${file}\n`);
  });

  it('anything reported makes the check fail', () => expect(status).toBe(1));

  it('every rule is tried here', () => {
    const names = (rules.forbidden ?? []).map(({ name }) => name);
    expect([...new Set(BROKEN.map(([rule]) => rule))].sort()).toEqual(names.sort());
  });
});
