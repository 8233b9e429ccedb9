const path = require('node:path');
const { diagramOf } = require('./diagram');
const { askersOf } = require('./snapshots');
const { codeLink } = require('./words');

/** @typedef {import('./services').System} System */

/** docs/map.md. @param {System} system @param {string[]} outsiders @returns {string} */
function pageOf(system, outsiders) {
  return `# Services and events

<!-- From the code, by \`npm run docs\`; \`npm run check\` compares. Nothing here is written by hand. -->

Who publishes what, and who reacts to it. A dashed event is one that nobody consumes; arrows back to an event's own service are
left out. A dotted arrow leads from who asks for snapshots to who provides them. What travels and how: [interop.md](interop.md).

\`\`\`mermaid
${diagramOf(system, outsiders)}
\`\`\`

## Services

${table(['service', 'tables', 'requests'], system.services.map(serviceRow), 'none')}

## Events

${table(
  ['event', 'published by', 'consumed by'],
  system.contracts.map((contract) => eventRow(system, contract, outsiders)),
  'nobody',
)}

${leftOver(system, outsiders).join('\n\n')}
${snapshotsOf(system)}`;
}

/** The README of each links to the places. @param {import('./services').Service} service */
function serviceRow({ app, name, tables, routes }) {
  return [
    `[${name}](../apps/${app}/README.md)`,
    tables.map((one) => `\`${one.name}\``),
    routes.map(({ request }) => `\`${request}\``),
  ];
}

/** @param {System} system @param {import('./contracts').Contract} contract @param {string[]} outsiders */
function eventRow({ services }, contract, outsiders) {
  return [
    `${codeLink(contract.name, link(contract.file))}<br>${contract.service}.${contract.event}`,
    [
      ...services.flatMap(({ name, publications }) =>
        publications
          .filter((publication) => publication.contract === contract)
          .map(
            ({ files }) =>
              `${name}: ${files.map((file) => `[${path.posix.basename(file)}](${link(file)})`).join(', ')}`,
          ),
      ),
      ...outsiders
        .filter((name) => name === contract.service)
        .map((name) => `${name}, which is not in this repository`),
    ],
    services.flatMap(({ name, consumers }) =>
      consumers
        .filter(({ reactions }) => reactions.some((reaction) => reaction.contract === contract))
        .map((consumer) => `${name}: ${codeLink(consumer.name, link(consumer.file))}`),
    ),
  ];
}

/** @param {System} system @param {string[]} outsiders */
function leftOver({ services, contracts }, outsiders) {
  const published = new Set(
    services.flatMap(({ publications }) => publications.map(({ contract }) => contract)),
  );
  const consumed = new Set(
    services.flatMap(({ consumers }) =>
      consumers.flatMap(({ reactions }) => reactions.map(({ contract }) => contract)),
    ),
  );
  /** @param {import('./contracts').Contract[]} found */
  const names = (found) =>
    found.length > 0 ? found.map(({ name, file }) => codeLink(name, link(file))).join(', ') : 'none';
  const orphans = contracts.filter((one) => !published.has(one) && !outsiders.includes(one.service));
  return [
    `Published by nobody: ${names(orphans)}.`,
    `Consumed by nobody: ${names(contracts.filter((one) => !consumed.has(one)))}.`,
  ];
}

/** What can be asked for, where there is something. @param {System} system */
function snapshotsOf({ services, snapshots }) {
  if (snapshots.length === 0) return '';
  const rows = snapshots.map((contract) => [
    `${codeLink(contract.name, link(contract.file))}<br>${contract.service}.${contract.event}`,
    services.flatMap(({ name, sources }) =>
      sources
        .filter((source) => source.contract === contract)
        .map((source) => `${name}: ${codeLink(source.name, link(source.file))}`),
    ),
    askersOf(services, contract).map(
      ({ service, consumer }) => `${service}: ${codeLink(consumer.name, link(consumer.file))}`,
    ),
  ]);
  return `\n## Snapshots\n\n${table(['snapshot', 'provided by', 'asked for by'], rows, 'nobody')}\n`;
}

/** From docs/. @param {string} file */
function link(file) {
  return `../${file}`;
}

/** @param {string[]} heads @param {(string | string[])[][]} rows @param {string} empty what an empty cell says */
function table(heads, rows, empty) {
  const cells = rows.map((row) => row.map((content) => [content].flat().join('<br>') || empty));
  return [heads, heads.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

module.exports = { pageOf };
