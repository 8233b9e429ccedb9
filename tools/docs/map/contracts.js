const { ExplainedError } = require('../../explained-error');
const { CONTRACTS, propertyOf } = require('./source-code');

/**
 * @typedef {object} Contract
 * @property {string} name of the class
 * @property {string} type `<service>.<event>`
 * @property {string} service that publishes it
 * @property {string} event its name on the wire: `order-placed.v1`
 * @property {boolean} isSnapshot it is the state of an aggregate, which is asked for, and no event
 * @property {boolean} isConfidential only who names it gets it
 * @property {boolean} isForgetting it says that a person is forgotten: every service whose events tell of persons has one
 * @property {string} file
 * @property {import('typescript').ClassDeclaration} declaration
 * @property {import('typescript').ClassDeclaration | undefined} before the version that its upcaster reads as this one
 */

/**
 * Every contract, by its class.
 *
 * @param {import('./source-code').SourceCode} code @returns {Map<import('typescript').Node, Contract>}
 */
function contractsIn(code) {
  const contracts = code.classesIn(CONTRACTS).flatMap((declaration) =>
    code
      .decoratorsOf(declaration)
      .filter(({ name }) => name === 'IntegrationEvent' || name === 'Snapshot')
      .map(({ name, args: [options] }) => contractOf(code, declaration, name, options)),
  );
  return new Map(contracts.sort(byEvent).map((contract) => [contract.declaration, contract]));
}

/**
 * @param {import('./source-code').SourceCode} code
 * @param {import('typescript').ClassDeclaration} declaration
 * @param {string} decorator
 * @param {import('typescript').Expression | undefined} options
 * @returns {Contract}
 */
function contractOf(code, declaration, decorator, options) {
  const name = declaration.name?.text ?? '';
  const file = code.fileOf(declaration);
  const type = code.valueOf(propertyOf(options, 'type'));
  const version = code.valueOf(propertyOf(options, 'version'));
  if (typeof type !== 'string' || typeof version !== 'number')
    throw new ExplainedError(
      `${file}: the type and the version of ${name} cannot be read from the code. Write them down in @${decorator}({ … }).`,
    );
  const [service = '', event = ''] = type.split('.');
  const isSnapshot = decorator === 'Snapshot';
  const isConfidential = propertyOf(options, 'confidential')?.getText() === 'true';
  const isForgetting = propertyOf(options, 'forgets') !== undefined;
  const [before] = code.callOf(propertyOf(options, 'upcaster'))?.arguments ?? [];
  return {
    name,
    type,
    service,
    event: `${event}.v${version}`,
    file,
    declaration,
    isSnapshot,
    isConfidential,
    isForgetting,
    before: before && code.classOf(before),
  };
}

/**
 * A contract, and those that are read as it: the newest first.
 *
 * @param {Map<import('typescript').Node, Contract>} contracts @param {Contract} contract @returns {Contract[]}
 */
function lineageOf(contracts, contract) {
  const before = contract.before && contracts.get(contract.before);
  return before ? [contract, ...lineageOf(contracts, before)] : [contract];
}

/** @param {Contract} a @param {Contract} b */
function byEvent(a, b) {
  return a.file < b.file ? -1 : 1;
}

module.exports = { contractsIn, lineageOf };
