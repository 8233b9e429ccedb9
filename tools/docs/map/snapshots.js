/**
 * @typedef {object} Source a class that tells others what the aggregates of its service look like now
 * @property {string} name of the class
 * @property {string} file
 * @property {import('./contracts').Contract} contract
 * @property {import('typescript').ClassDeclaration} declaration
 */

/**
 * What a service can be asked for: its classes with `@SnapshotSource`.
 *
 * @param {import('./source-code').SourceCode} code
 * @param {string} app
 * @param {ReturnType<typeof import('./contracts').contractsIn>} contracts
 * @returns {Source[]}
 */
function sourcesOf(code, app, contracts) {
  return code.classesIn(`apps/${app}/src`).flatMap((declaration) =>
    code.decoratorsOf(declaration).flatMap(({ name, args: [snapshot] }) => {
      const named = name === 'SnapshotSource' && snapshot && code.classOf(snapshot);
      const contract = named && contracts.get(named);
      if (!contract) return [];
      return [{ name: declaration.name?.text ?? '', file: code.fileOf(declaration), contract, declaration }];
    }),
  );
}

/** Who asks for a snapshot. @param {import('./services').Service[]} services @param {import('./contracts').Contract} contract */
function askersOf(services, contract) {
  return services.flatMap(({ name, consumers }) =>
    consumers
      .filter(({ reactions }) => reactions.some((reaction) => reaction.contract === contract))
      .map((consumer) => ({ service: name, consumer })),
  );
}

/**
 * Snapshots that are asked for and never come, in words.
 *
 * @param {import('./services').System} system @param {string[]} outsiders @returns {string[]}
 */
function unansweredIn({ services, snapshots }, outsiders) {
  const provided = new Set(services.flatMap(({ sources }) => sources.map(({ contract }) => contract)));
  return snapshots
    .filter((contract) => !provided.has(contract) && !outsiders.includes(contract.service))
    .flatMap((contract) =>
      askersOf(services, contract).map(
        ({ service, consumer }) =>
          `${consumer.file}: ${consumer.name} of ${service} asks for ${contract.name}, and nobody provides it. Write a class with ` +
          `@SnapshotSource(${contract.name}) in ${contract.service}; if ${contract.service} is not in this repository, name it in ` +
          'tools/docs/map/outsiders.js.',
      ),
    );
}

module.exports = { askersOf, sourcesOf, unansweredIn };
