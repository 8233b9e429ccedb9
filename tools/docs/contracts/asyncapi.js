const { ENVELOPE, SNAPSHOT_COMPLETE, exampleOf } = require('./envelope');
const { waysIn } = require('./ways');

/**
 * @typedef {import('./schema').Published} Published
 * @typedef {import('../map/services').System} System
 * @typedef {import('./ways').Way} Way
 */

const BINDING = { bindingVersion: '0.3.0' };

/**
 * The system as an AsyncAPI document of version 3: a channel for each event, and one for each consumer that asks for snapshots.
 *
 * @param {System} system @param {string[]} outsiders services that publish and are not in the repository
 * @param {Published[]} published @param {Map<string, Record<string, unknown>>} examples payloads by type
 * @param {string} version of the document
 */
function asyncApiOf(system, outsiders, published, examples, version) {
  const ways = waysIn(system, outsiders, published);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Warren',
      version,
      description:
        'The events between the services, who publishes them and who takes them. From the code, by `npm run docs`; in words: docs/interop.md and docs/contracts.md.',
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      development: {
        host: '127.0.0.1:5672',
        protocol: 'amqp',
        protocolVersion: '0.9.1',
        description:
          'RabbitMQ. With EVENTING_NAMESPACE=t1, the name of every exchange and queue begins with "t1.".',
      },
    },
    channels: Object.fromEntries(ways.map((way) => [way.name, channelOf(way)])),
    operations: Object.fromEntries(ways.flatMap(operationsOf)),
    components: {
      schemas: {
        CloudEvent: ENVELOPE,
        ...Object.fromEntries(
          published.map(({ type, schema: { $schema, $id, ...schema } }) => [type, schema]),
        ),
      },
      messages: {
        ...Object.fromEntries(published.map((one) => [one.type, messageOf(one, examples.get(one.type))])),
        SnapshotComplete: SNAPSHOT_COMPLETE,
      },
    },
  };
}

/** @param {Way} way */
function channelOf({ published: { type, contract, schema }, exchange, address }) {
  return {
    address,
    title: contract.name,
    ...(schema.description && { description: schema.description }),
    messages: {
      [contract.name]: { $ref: `#/components/messages/${type}` },
      ...(contract.isSnapshot && { SnapshotComplete: { $ref: '#/components/messages/SnapshotComplete' } }),
    },
    bindings: {
      amqp: {
        is: 'routingKey',
        exchange: { ...exchange, durable: true, autoDelete: false, vhost: '/' },
        ...BINDING,
      },
    },
  };
}

/** @param {Way} way @returns {[string, object][]} */
function operationsOf({ name, published: { contract }, senders, receivers }) {
  const channel = { $ref: `#/channels/${name}` };
  const messages = [contract.name, ...(contract.isSnapshot ? ['SnapshotComplete'] : [])].map((message) => ({
    $ref: `#/channels/${name}/messages/${message}`,
  }));
  return [
    ...senders.map(
      (service) =>
        /** @type {[string, object]} */ ([
          `${service}.sends.${name}`,
          {
            action: 'send',
            channel,
            messages,
            title: `${service} publishes ${contract.name}`,
            tags: [{ name: service }],
            bindings: { amqp: { deliveryMode: 2, mandatory: true, ...BINDING } },
          },
        ]),
    ),
    ...receivers.map(
      ({ service, consumer, queue }) =>
        /** @type {[string, object]} */ ([
          `${queue}.receives.${name}`,
          {
            action: 'receive',
            channel,
            messages,
            title: `${consumer.name} of ${service}, a ${consumer.kind}, takes ${contract.name}`,
            tags: [{ name: service }],
            bindings: { amqp: { ack: true, ...BINDING } },
            'x-queue': queue,
          },
        ]),
    ),
  ];
}

/** @param {Published} published @param {Record<string, unknown> | undefined} example */
function messageOf(published, example) {
  const { type, contract, schema } = published;
  return {
    name: type,
    title: contract.name,
    ...(schema.description && { summary: schema.description }),
    contentType: 'application/cloudevents+json',
    payload: {
      allOf: [
        { $ref: '#/components/schemas/CloudEvent' },
        {
          type: 'object',
          properties: {
            type: { const: type },
            source: { const: `/${contract.service}` },
            data: { $ref: `#/components/schemas/${type}` },
          },
        },
      ],
    },
    ...(example && { examples: [{ name: 'fixture', payload: exampleOf(published, example) }] }),
    bindings: { amqp: { messageType: type, ...BINDING } },
    ...(contract.isConfidential && { 'x-confidential': true }),
  };
}

module.exports = { asyncApiOf };
