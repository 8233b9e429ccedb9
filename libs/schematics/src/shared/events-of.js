const { contractsIn, findHappening, newest } = require('./contracts');
const { refuse } = require('./refusal');
const { severalOf } = require('./element');
const { singular } = require('./words');

/**
 * The events that something new follows: those that were named, otherwise all of the aggregate that its name's last word names.
 *
 * @param {import('@angular-devkit/schematics').Tree} tree @param {string} name in kebab case
 * @param {string | undefined} said the events, with commas between
 */
function eventsOf(tree, name, said) {
  const named = [...new Set(severalOf(said))].map((event) => findHappening(tree, event));
  if (named.length > 0) return named;
  const aggregate = singular(name.slice(name.lastIndexOf('-') + 1));
  const found = currentOf(tree).filter((one) => one.aggregate === aggregate && !one.isSnapshot);
  if (found.length > 0) return found;
  return refuse(
    `Which events does ${name} follow? There is no aggregate "${aggregate}" whose they could be. Name them, with commas between: --type order-placed,order-confirmed. Nothing was written.`,
  );
}

/** Every event in its newest version. @param {import('@angular-devkit/schematics').Tree} tree */
function currentOf(tree) {
  const all = contractsIn(tree);
  return all.filter(
    (one) =>
      one === newest(all.filter(({ service, event }) => service === one.service && event === one.event)),
  );
}

module.exports = { eventsOf };
