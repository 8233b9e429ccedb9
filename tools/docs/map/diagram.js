const { askersOf } = require('./snapshots');

/**
 * The services and the events between them, as Mermaid draws them, and who asks whom for snapshots. An arrow from an event back to its own service is left
 * out: it would double the lines and tell nothing about how services hang together.
 *
 * @param {import('./services').System} system @param {string[]} outsiders @returns {string}
 */
function diagramOf({ services, contracts, snapshots }, outsiders) {
  const strangers = outsiders.filter((name) => contracts.some(({ service }) => service === name));
  const unheard = contracts.filter((contract) => consumersOf(services, contract).length === 0);
  return [
    'flowchart LR',
    ...services.map(({ name }) => `  ${service(name)}["${name}"]`),
    ...strangers.map((name) => `  ${service(name)}[/"${name}"/]`),
    ...contracts.map((contract) => `  ${event(contract)}(["${contract.event}"])`),
    ...contracts.flatMap((contract) => [
      ...publishersOf(services, contract, strangers).map(
        (name) => `  ${service(name)} --> ${event(contract)}`,
      ),
      ...consumersOf(services, contract)
        .filter((name) => name !== contract.service)
        .map((name) => `  ${event(contract)} --> ${service(name)}`),
    ]),
    ...snapshots.flatMap((contract) =>
      [...new Set(askersOf(services, contract).map((asker) => asker.service))].map(
        (name) => `  ${service(name)} -. ${contract.event} .-> ${service(contract.service)}`,
      ),
    ),
    ...(unheard.length > 0
      ? ['  classDef unheard stroke-dasharray:4', `  class ${unheard.map(event).join(',')} unheard`]
      : []),
  ].join('\n');
}

/** @param {import('./services').Service[]} services @param {import('./contracts').Contract} contract @param {string[]} strangers */
function publishersOf(services, contract, strangers) {
  return [
    ...services
      .filter(({ publications }) => publications.some((publication) => publication.contract === contract))
      .map(({ name }) => name),
    ...strangers.filter((name) => name === contract.service),
  ];
}

/** @param {import('./services').Service[]} services @param {import('./contracts').Contract} contract */
function consumersOf(services, contract) {
  return services
    .filter(({ consumers }) =>
      consumers.some(({ reactions }) => reactions.some((reaction) => reaction.contract === contract)),
    )
    .map(({ name }) => name);
}

// Mermaid has words of its own ("end"), and none of them begins so.
/** @param {string} name */
const service = (name) => `service_${name.replace(/\W/g, '_')}`;
/** @param {import('./contracts').Contract} contract */
const event = (contract) => `event_${`${contract.service}_${contract.event}`.replace(/\W/g, '_')}`;

module.exports = { diagramOf };
