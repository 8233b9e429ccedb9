const { lineageOf } = require('./contracts');
const { propertyOf } = require('./source-code');

/** What each decorator makes of the event that it names. */
const ROLES = /** @type {const} */ ({ IdempotentHandler: 'takes', On: 'takes', StartedBy: 'is started by' });

/**
 * @typedef {{ contract: import('./contracts').Contract, role: (typeof ROLES)[keyof typeof ROLES] }} Reaction
 *
 * @typedef {object} Consumer a class that reacts to events
 * @property {string} name of the class
 * @property {'handler' | 'projection' | 'saga'} kind
 * @property {string} file
 * @property {Reaction[]} reactions
 * @property {string[]} timeouts that a saga reacts to
 * @property {import('typescript').Node | undefined} into the entity of a projection
 * @property {import('typescript').ClassDeclaration} declaration
 */

/**
 * @param {import('./source-code').SourceCode} code
 * @param {string} app
 * @param {ReturnType<typeof import('./contracts').contractsIn>} contracts
 * @returns {{ consumers: Consumer[], problems: string[] }}
 */
function consumersOf(code, app, contracts) {
  /** @type {string[]} */
  const problems = [];
  const consumers = code.classesIn(`apps/${app}/src`).flatMap((declaration) => {
    const decorators = declaration.members.flatMap((member) => code.decoratorsOf(member));
    const reactions = decorators.flatMap((decorator) => reactionsTo(code, contracts, decorator));
    const where = `${code.fileOf(declaration)}: ${declaration.name?.text}`;
    problems.push(...reactions.filter(({ role }) => !role).map(({ decorator }) => unknown(where, decorator)));
    const known = reactions.flatMap(({ contract, role }) => (role ? [{ contract, role }] : []));
    if (known.length === 0) return [];
    const timeouts = decorators
      .filter(({ name }) => name === 'OnTimeout')
      .map(({ args: [name] }) => String(code.valueOf(name) ?? name?.getText()));
    return [{ ...describe(code, declaration), reactions: withOlder(contracts, known), timeouts }];
  });
  return { consumers, problems };
}

/**
 * @param {import('./source-code').SourceCode} code
 * @param {ReturnType<typeof import('./contracts').contractsIn>} contracts
 * @param {ReturnType<import('./source-code').SourceCode['decoratorsOf']>[number]} decorator
 */
function reactionsTo(code, contracts, { name, args }) {
  return args.flatMap((argument) => {
    const named = code.classOf(argument);
    const contract = named && contracts.get(named);
    const role = Object.hasOwn(ROLES, name) ? ROLES[/** @type {keyof typeof ROLES} */ (name)] : undefined;
    return contract ? [{ contract, role, decorator: name }] : [];
  });
}

/**
 * Also what is read as one of these, and is not named itself.
 *
 * @param {ReturnType<typeof import('./contracts').contractsIn>} contracts @param {Reaction[]} named @returns {Reaction[]}
 */
function withOlder(contracts, named) {
  /** @type {Map<import('./contracts').Contract, Reaction>} */
  const all = new Map(named.map((reaction) => [reaction.contract, reaction]));
  for (const { contract, role } of named)
    for (const older of lineageOf(contracts, contract))
      if (!all.has(older)) all.set(older, { contract: older, role });
  return [...all.values()];
}

/** @param {import('./source-code').SourceCode} code @param {import('typescript').ClassDeclaration} declaration */
function describe(code, declaration) {
  const decorators = code.decoratorsOf(declaration);
  const projection = decorators.find(({ name }) => name === 'Projection');
  const into = propertyOf(projection?.args[0], 'into');
  /** @type {Consumer['kind']} */
  const kind = projection
    ? 'projection'
    : decorators.some(({ name }) => name === 'Saga')
      ? 'saga'
      : 'handler';
  return {
    name: declaration.name?.text ?? '',
    kind,
    file: code.fileOf(declaration),
    into: into && code.classOf(into),
    declaration,
  };
}

/** @param {string} where @param {string} decorator */
function unknown(where, decorator) {
  return (
    `${where} has @${decorator} with an event. The map knows ${Object.keys(ROLES).join(', ')}: ` +
    'if it makes a consumer, tell tools/docs/map/consumers.js what the event is to it.'
  );
}

module.exports = { consumersOf };
