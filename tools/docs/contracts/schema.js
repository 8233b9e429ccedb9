const { handlerNameOf, namesIn, routingKeyFor } = require('../broker/names');
const { propertyOf } = require('../map/source-code');
const { functionText } = require('./function-text');

/**
 * @typedef {import('./fields').JsonSchema} JsonSchema
 *
 * @typedef {object} Published a contract, and what is said of it in the words of everybody
 * @property {import('../map/contracts').Contract} contract
 * @property {string} type as CloudEvents names it: `orders.order-placed.v1`
 * @property {string} place of its schema
 * @property {JsonSchema} schema of the payload
 * @property {{ exchange: string, routingKey: string }} address
 * @property {string} aggregate
 * @property {string} subject which field is the aggregate's id
 */

const SCHEMAS = 'libs/contracts/schemas';

/**
 * A contract as a JSON Schema of draft 7, which AsyncAPI and most tools read. Its `$id` is what events name as their `dataschema`;
 * `x-contract` holds what else was agreed on and no payload shows.
 *
 * @param {import('../map/source-code').SourceCode} code
 * @param {import('./fields').ClassReader} reader
 * @param {import('../map/contracts').Contract} contract
 * @returns {Published}
 */
function publishedAs(code, reader, contract) {
  const options = code.decoratorsOf(contract.declaration).find(({ name }) => DECLARING.has(name))?.args[0];
  const { service, event, isConfidential, isSnapshot, isForgetting } = contract;
  const [, name = '', version = ''] = /^(.*)\.v(\d+)$/.exec(event) ?? [];
  const routingKey = routingKeyFor(name, Number(version), isConfidential);
  const address = namesIn(service).addressOf({ service, routingKey });
  const aggregate = String(code.valueOf(propertyOf(options, 'aggregate')) ?? '');
  const subject = functionText(options, 'subject') ?? '';
  const { title, description, ...rules } = reader.schemaOf(contract.declaration);
  return {
    contract,
    type: `${service}.${event}`,
    place: `${SCHEMAS}/${service}/${event}.json`,
    address,
    aggregate,
    subject,
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `urn:event-schema:${service}.${event}`,
      title,
      ...(description && { description }),
      'x-contract': {
        kind: isSnapshot ? 'snapshot' : 'event',
        aggregate,
        subject,
        ...(!isSnapshot && address),
        ...(isConfidential && { confidential: true }),
        ...(isForgetting && { forgets: functionText(options, 'forgets') }),
      },
      ...rules,
    },
  };
}

const DECLARING = new Set(['IntegrationEvent', 'Snapshot']);

/**
 * The queue of a consumer: the name that it was given, or that of the class.
 *
 * @param {import('../map/source-code').SourceCode} code
 * @param {string} service
 * @param {import('../map/consumers').Consumer} consumer
 */
function queueOf(code, service, { declaration, name }) {
  const onClass = code
    .decoratorsOf(declaration)
    .filter((decorator) => decorator.name === 'Projection' || decorator.name === 'Saga')
    .map(({ args: [options] }) => options);
  const onMethods = declaration.members
    .flatMap((member) => code.decoratorsOf(member))
    .filter((decorator) => decorator.name === 'IdempotentHandler')
    .map(({ args: [, options] }) => options);
  const [given] = [...onClass, ...onMethods].flatMap(
    (options) => code.valueOf(propertyOf(options, 'name')) ?? [],
  );
  return namesIn(service).queue(given === undefined ? handlerNameOf(name) : String(given));
}

module.exports = { SCHEMAS, publishedAs, queueOf };
