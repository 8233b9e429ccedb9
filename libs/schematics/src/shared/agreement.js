/** The schemas of what is published: `npm run docs` writes each once, and the check holds the class to it. */
const SCHEMAS = 'libs/contracts/schemas';

/**
 * What a new version of an event is from when on, for the list of what is next.
 *
 * @param {string} service @param {string} version of an event: `order-shipped.v1`
 */
function agreement(service, version) {
  return `npm run docs writes ${SCHEMAS}/${service}/${version}.json: from its release on others rely on it. Until then: delete it, change, npm run docs;`;
}

module.exports = { agreement };
