const { EVERY_PUBLIC_EVENT, PERSONAL_KEYS_REQUESTED, SNAPSHOT_REQUESTED, namesIn } = require('./names');

/**
 * What one user may do on the broker, as regular expressions that RabbitMQ looks for in names.
 *
 * @typedef {object} Rights
 * @property {string} service
 * @property {string} user
 * @property {string} configure
 * @property {string} write
 * @property {string} read
 * @property {{ exchange: string, write: string, read: string }[]} topics by routing key, where that is narrower
 * @property {{ name: string, type: 'topic' | 'direct' }[]} exchanges that others bind to or write to, and which have to be
 *   there before the first of them starts
 *
 * @typedef {object} Needs whom a service has to do with
 * @property {string} name
 * @property {string[]} listens services whose events it takes
 * @property {import('../map/contracts').Contract[]} confidential events that are meant for it
 * @property {Asks} asks services that it asks for something
 * @property {Asks} askers services that ask it
 * @property {boolean} isAsked it has declared a snapshot, or its events tell of persons
 *
 * @typedef {object} Asks
 * @property {string[]} snapshots for the state of aggregates
 * @property {string[]} keys for the keys of persons of whom its events tell
 *
 * @typedef {ReturnType<typeof namesIn>} Names
 */

/** Matches no name. RabbitMQ takes an empty text for the same, and it looks like a mistake. */
const NOTHING = '^$';

/** Every event that is not confidential by its own name, or all of them at once: no pattern that could match a confidential one. */
const PUBLIC_KEYS = ['[a-z0-9-]+\\.v[0-9]+', escaped(EVERY_PUBLIC_EVENT)];

/**
 * The rights of each service, as its code needs them: everything with names of its own, and of others' the exchanges that it
 * listens to, asks, or answers. The default exchange is among nobody's: by it every queue could be reached.
 *
 * @param {import('../map/services').System} system
 * @param {string[]} outsiders services whose code is elsewhere; what they consume is not known here
 * @param {string} [namespace] prefix of every name, also the users'
 * @returns {Rights[]}
 */
function rightsOf(system, outsiders, namespace) {
  return needsIn(system, outsiders).map((needs) => {
    const names = namesIn(needs.name, namespace);
    const own = `${escaped(names.queue(''))}.+`;
    return {
      service: needs.name,
      user: names.user(needs.name),
      configure: only([own]),
      write: only([own, ...writesTo(needs, names).map(escaped)]),
      read: only([own, ...readsFrom(needs, names).map(escaped)]),
      topics: topicsOf(needs, names),
      exchanges: exchangesOf(needs, names),
    };
  });
}

/** Exchanges of others: of those it asks, and of those it answers. @param {Needs} needs @param {Names} names */
function writesTo({ asks, askers }, names) {
  return [
    ...[...asks.snapshots, ...asks.keys].map((owner) => names.requestsExchange(owner)),
    ...askers.snapshots.map((asker) => names.snapshotsExchange(asker)),
    ...askers.keys.map((asker) => names.answersExchange(asker)),
  ];
}

/** @param {Needs} needs @param {Names} names */
function readsFrom({ listens }, names) {
  return listens.flatMap((name) => [names.eventsExchange(name), names.replaysExchange(name)]);
}

/** What it may do at topic exchanges of others, by routing key. @param {Needs} needs @param {Names} names */
function topicsOf({ listens, confidential, asks }, names) {
  return [
    ...listens.map((name) => {
      const meant = confidential.filter(({ service }) => service === name);
      const keys = meant.map(({ event }) => escaped(`confidential.${event}`));
      return { exchange: names.eventsExchange(name), write: NOTHING, read: only([...PUBLIC_KEYS, ...keys]) };
    }),
    ...listens.map((name) => ({
      exchange: names.replaysExchange(name),
      write: NOTHING,
      read: only([`${escaped(names.queue(''))}[a-z0-9-]+`]),
    })),
    ...unique([...asks.snapshots, ...asks.keys]).map((owner) => ({
      exchange: names.requestsExchange(owner),
      write: only([
        ...(asks.snapshots.includes(owner) ? [escaped(SNAPSHOT_REQUESTED)] : []),
        ...(asks.keys.includes(owner) ? [escaped(PERSONAL_KEYS_REQUESTED)] : []),
      ]),
      read: NOTHING,
    })),
  ];
}

/** @param {Needs} needs @param {Names} names @returns {Rights['exchanges']} */
function exchangesOf({ name, asks, isAsked }, names) {
  return [
    { name: names.eventsExchange(name), type: 'topic' },
    { name: names.replaysExchange(name), type: 'topic' },
    ...(isAsked ? [/** @type {const} */ ({ name: names.requestsExchange(name), type: 'topic' })] : []),
    ...(asks.snapshots.length > 0
      ? [/** @type {const} */ ({ name: names.snapshotsExchange(name), type: 'direct' })]
      : []),
    ...(asks.keys.length > 0
      ? [/** @type {const} */ ({ name: names.answersExchange(name), type: 'direct' })]
      : []),
  ];
}

/** @param {import('../map/services').System} system @param {string[]} outsiders @returns {Needs[]} */
function needsIn({ services, contracts, snapshots }, outsiders) {
  const strangers = outsiders.filter((name) => contracts.some(({ service }) => service === name));
  const tellOfPersons = servicesOf(contracts.filter(({ isForgetting }) => isForgetting));
  const all = [
    ...services.map((service) => ({ name: service.name, ...needsOf(service, tellOfPersons) })),
    ...strangers.map((name) => ({ name, listens: [], confidential: [], asks: { snapshots: [], keys: [] } })),
  ];
  /** @param {string} owner @param {keyof Asks} what */
  const askersOf = (owner, what) =>
    all.filter(({ asks }) => asks[what].includes(owner)).map(({ name }) => name);
  return all.map((needs) => ({
    ...needs,
    askers: { snapshots: askersOf(needs.name, 'snapshots'), keys: askersOf(needs.name, 'keys') },
    isAsked: tellOfPersons.includes(needs.name) || snapshots.some(({ service }) => service === needs.name),
  }));
}

/**
 * By what its consumers react to. A projection that takes snapshots hears of all that happens in their service; who hears of a
 * service that tells of persons has to be able to read it.
 *
 * @param {import('../map/services').Service} service @param {string[]} tellOfPersons services
 */
function needsOf({ name, consumers }, tellOfPersons) {
  const reactions = consumers.flatMap((consumer) => consumer.reactions.map(({ contract }) => contract));
  const foreign = reactions.filter(({ service }) => service !== name);
  const listens = servicesOf(foreign);
  return {
    listens,
    confidential: foreign.filter(({ isConfidential }) => isConfidential),
    asks: {
      snapshots: servicesOf(foreign.filter(({ isSnapshot }) => isSnapshot)),
      keys: listens.filter((service) => tellOfPersons.includes(service)),
    },
  };
}

/** @param {import('../map/contracts').Contract[]} contracts */
const servicesOf = (contracts) => unique(contracts.map(({ service }) => service)).sort();
/** @param {string[]} names */
const unique = (names) => [...new Set(names)];
/** The whole name must be one of these. @param {string[]} patterns */
const only = (patterns) => `^(${unique(patterns).join('|')})$`;

/** @param {string} text */
function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

module.exports = { rightsOf };
