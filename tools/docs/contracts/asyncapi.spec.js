const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { fromFile, Parser } = require('@asyncapi/parser');
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;
const { SmallShop, contract } = require('../map/fixture');
const { loadTypeScript } = require('../metrics/load-typescript');
const { repository } = require('../../repository');
const { ENVELOPE } = require('./envelope');
const { contractsOf } = require('./index');

/** The payload has a schema of its own; the others are passed on as they are. */
const NOT_READ = ['data', 'dataschema', 'tracestate'];

/** More tools read 3.0, and nothing of 3.1 is needed. */
const WANTS_3_1 = 'asyncapi-latest-version';

/** The gravest of Spectral's severities. */
const ERROR = 0;

/** The parser is in no hurry, and less so on a machine that does something else. */
const PARSING = 60_000;

describe('docs/asyncapi.json', () => {
  const file = join(repository, 'docs', 'asyncapi.json');
  const document = JSON.parse(readFileSync(file, 'utf8'));

  it(
    'is a valid AsyncAPI document',
    async () => {
      const { document: parsed, diagnostics } = await fromFile(new Parser(), file).parse();
      const problems = diagnostics.filter(({ code }) => String(code) !== WANTS_3_1);
      expect(problems.map(({ code, message, path }) => `${code} at ${path.join('.')}: ${message}`)).toEqual(
        [],
      );
      expect(parsed?.version()).toBe('3.0.0');
      expect(parsed?.operations().all().length).toBe(Object.keys(document.operations).length);
    },
    PARSING,
  );

  it.each([
    [
      'an operation of a channel that is not there',
      (/** @type {any} */ one) => delete one.channels['orders.order-placed.v1'],
    ],
    [
      'an exchange of a type that there is not',
      (/** @type {any} */ one) =>
        (one.channels['orders.order-placed.v1'].bindings.amqp.exchange.type = 'subject'),
    ],
  ])(
    'would not be valid with %s',
    async (_, spoil) => {
      const spoiled = structuredClone(document);
      spoil(spoiled);
      const { diagnostics } = await new Parser().parse(JSON.stringify(spoiled));
      expect(diagnostics.filter(({ severity }) => Number(severity) === ERROR)).not.toEqual([]);
    },
    PARSING,
  );

  it('has an example of each event that is one', () => {
    const ajv = addFormats(new Ajv({ strict: false, formats: { 'idn-email': true } }));
    ajv.addSchema(document, 'asyncapi');
    const messages = Object.entries(document.components.messages).filter(
      ([name]) => name !== 'SnapshotComplete',
    );
    expect(messages.length).toBeGreaterThan(20);
    for (const [name, { examples }] of messages) {
      const accepts = ajv.compile({ $ref: `asyncapi#/components/messages/${name}/payload` });
      const { payload } = examples[0];
      expect([name, accepts(payload), accepts.errors]).toEqual([name, true, null]);
      expect([name, accepts({ ...payload, type: 'orders.order-placed.v0' })]).toEqual([name, false]);
      expect([name, accepts({ ...payload, data: {} })]).toEqual([name, false]);
    }
  });

  it('names exchanges, routing keys and queues as the broker knows them', () => {
    expect(document.channels['orders.payment-requested.v1']).toMatchObject({
      address: 'confidential.payment-requested.v1',
      bindings: {
        amqp: { is: 'routingKey', exchange: { name: 'orders.events', type: 'topic', durable: true } },
      },
    });
    expect(document.operations['orders.sends.orders.payment-requested.v1']).toMatchObject({ action: 'send' });
    expect(
      document.operations['payments.take-payment-when-requested.receives.orders.payment-requested.v1'],
    ).toMatchObject({
      action: 'receive',
      'x-queue': 'payments.take-payment-when-requested',
    });
    expect(document.channels['users.user-snapshot.v1.for.orders.known-users']).toMatchObject({
      address: 'known-users',
      bindings: { amqp: { exchange: { name: 'orders.snapshots', type: 'direct' } } },
    });
  });
});

describe('the AsyncAPI document', () => {
  /** @type {SmallShop} */
  let shop;
  beforeEach(() => (shop = new SmallShop()));
  afterEach(() => shop.remove());

  /** @param {string[]} [outsiders] */
  const operations = (outsiders = []) => {
    const { problems, documents } = contractsOf(shop.root, outsiders);
    expect(problems).toEqual([]);
    const document = documents.find(({ place }) => place === 'docs/asyncapi.json');
    return Object.keys(JSON.parse(document?.text ?? '{}').operations);
  };

  it('has an operation for each service that publishes, and each consumer that takes', () => {
    expect(operations()).toEqual([
      'orders.sends.orders.order-placed.v1',
      'orders.order-list.receives.orders.order-placed.v1',
      'shipping.ship-when-order-placed.receives.orders.order-placed.v1',
      'shipping.sends.shipping.order-shipped.v1',
      'orders.order-list.receives.shipping.order-shipped.v1',
    ]);
  });

  it('has who publishes from outside', () => {
    shop.write(
      'libs/contracts/src/billing/invoice-sent.v1.ts',
      contract('billing.invoice-sent', 1, 'InvoiceSent'),
    );
    expect(operations(['billing'])).toContain('billing.sends.billing.invoice-sent.v1');
    expect(operations()).not.toContain('billing.sends.billing.invoice-sent.v1');
  });
});

describe('the schema of the envelope', () => {
  const { readEnvelope } = /** @type {{ readEnvelope: (parsed: unknown) => unknown }} */ (
    loadTypeScript(join(repository, 'libs/eventing/src/message/codec.ts'))
  );
  const accepts = addFormats(new Ajv({ strict: false })).compile(ENVELOPE);
  const event = {
    specversion: '1.0',
    id: '1',
    source: '/orders',
    type: 'orders.order-placed.v1',
    subject: '1',
    time: '2030-01-02T03:04:05Z',
    data: {},
  };
  const strange = [
    undefined,
    null,
    '',
    'x',
    0,
    1,
    -1,
    1.5,
    true,
    [],
    'Application/JSON; charset=utf-8',
    'complete',
  ];
  const attributes = Object.keys(ENVELOPE.properties).filter((name) => !NOT_READ.includes(name));

  it.each(attributes)('takes and refuses for %s what services do', (attribute) => {
    const wrong = strange.filter((value) => {
      const changed = { ...event, [attribute]: value };
      return accepts(JSON.parse(JSON.stringify(changed))) !== isRead(changed);
    });
    expect(wrong).toEqual([]);
  });

  /** @param {object} envelope */
  const isRead = (envelope) => {
    try {
      return Boolean(readEnvelope(envelope));
    } catch {
      return false;
    }
  };
});
