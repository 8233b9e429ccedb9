const { unansweredIn } = require('./snapshots');

/** @typedef {import('./services').System} System */

/**
 * What cannot work, in words. Events that nobody consumes are none: the page lists them.
 *
 * @param {System} system @param {string[]} outsiders @returns {string[]}
 */
function problemsOf(system, outsiders) {
  return [
    ...system.problems,
    ...strangePublications(system),
    ...neverPublished(system, outsiders),
    ...unansweredIn(system, outsiders),
  ];
}

/** @param {System} system */
function strangePublications({ services }) {
  return services.flatMap(({ name, publications }) =>
    publications
      .filter(({ contract }) => contract.service !== name)
      .map(
        ({ contract, files }) =>
          `${files[0]}: ${name} makes a ${contract.name}, which is an event of ${contract.service}: only that service may ` +
          'publish it. Publish an event of your own and let the other one react.',
      ),
  );
}

/** Of an event with several versions, one that is published is enough. @param {System} system @param {string[]} outsiders */
function neverPublished({ services, contracts }, outsiders) {
  const published = new Set(
    services.flatMap(({ publications }) => publications.map(({ contract }) => contract.type)),
  );
  return contracts
    .filter(({ type, service }) => !published.has(type) && !outsiders.includes(service))
    .flatMap((contract) =>
      services.flatMap(({ name, consumers }) =>
        consumers
          .filter(({ reactions }) => reactions.some((reaction) => reaction.contract === contract))
          .map(
            (consumer) =>
              `${consumer.file}: ${consumer.name} of ${name} waits for ${contract.name}, and nobody publishes it. Publish it in ` +
              `${contract.service}; if ${contract.service} is not in this repository, name it in tools/docs/map/outsiders.js.`,
          ),
      ),
    );
}

module.exports = { problemsOf };
