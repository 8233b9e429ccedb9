const { kebab } = require('./names');
const { refuse } = require('./refusal');
const { expectService } = require('./services');

/**
 * What the Nest CLI hands over: it knows two words after the schematic's name, and calls them name and path. Of other options it hands on
 * its own only; `type` is free, so each schematic takes its third word by that name, too.
 *
 * @typedef {object} ElementOptions
 * @property {string} [name] of the service
 * @property {string} [path] of what is to be generated
 * @property {string} [type] the third word
 */

/**
 * The service and the element that were named: the service as files have it, the element as it was typed.
 *
 * @param {import('./draft').Draft} draft @param {ElementOptions} options
 * @param {string} what the element is, with an article: 'a projection'
 */
function serviceIn({ tree }, { name, path }, what) {
  const service = kebab(name, 'a service');
  expectService(tree, service);
  if (path) return { service, element: path };
  return refuse(
    `Only the service was named, "${service}". Say the name of ${what} after it. Nothing was written.`,
  );
}

/** The same, of an element that is new. @type {typeof serviceIn} */
function elementIn(draft, options, what) {
  const { service, element } = serviceIn(draft, options, what);
  return { service, element: kebab(element, what) };
}

/** What was said with commas between. @param {string | undefined} text */
function severalOf(text) {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

module.exports = { elementIn, serviceIn, severalOf };
