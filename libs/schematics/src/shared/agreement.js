/** The schemas of what is published: `npm run docs` writes each once, and the check holds the class to it. */
const SCHEMAS = 'libs/contracts/schemas';

/**
 * What a new version of an event is from when on, for the list of what is next.
 *
 * @param {string} service @param {string} version of an event: `order-shipped.v1`
 */
function agreement(service, version) {
  return `npm run docs writes ${SCHEMAS}/${service}/${version}.json: once that is merged, others rely on it. To change more of it than a new field that may be absent before anybody publishes it: delete that file, and npm run docs writes it anew;`;
}

module.exports = { agreement };
