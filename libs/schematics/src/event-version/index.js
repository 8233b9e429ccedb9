const { agreement } = require('../shared/agreement');
const { CONTRACTS, FIXTURES, findEvent } = require('../shared/contracts');
const { drafting } = require('../shared/draft');
const { serviceIn } = require('../shared/element');
const { camel } = require('../shared/names');
const { refuse } = require('../shared/refusal');
const { edited, parse } = require('../shared/source');
const { filesNaming } = require('./files-naming');
const { nextVersionOf } = require('./next-version');
const { renamed, renameInImporters } = require('./renamed');
const { registered } = require('./registered');
const { upcaster, upcasterSpec } = require('./texts');

/** @typedef {import('./texts').Step} Step */

/**
 * `nest g event-version orders order-placed`: OrderPlaced is the new version from now on, the old one is OrderPlacedV1, and who
 * handles the new one gets the old one lifted.
 *
 * @param {import('../shared/element').ElementOptions} options
 */
function eventVersion(options) {
  return drafting((draft) => {
    const { service, element } = serviceIn(draft, options, 'an event');
    const step = stepFrom(findEvent(draft.tree, element, service));
    const { event, className, oldClass, from, to } = step;
    const folder = `${CONTRACTS}/${service}`;
    const before = draft.read(step.file);
    draft.create(`${folder}/${event}.v${to}.ts`, nextVersionOf(before, step));
    draft.change(step.file, (text) => edited(text, renamed(parse(text, step.file), className, oldClass)));
    renameInImporters(draft, step);
    draft.create(`${folder}/${event}.v${from}-to-v${to}.ts`, upcaster(step));
    draft.create(`${folder}/${event}.v${from}-to-v${to}.spec.ts`, upcasterSpec(step));
    const fixture = draft.read(`${FIXTURES}/${service}/${event}.v${from}.json`);
    draft.create(`${FIXTURES}/${service}/${event}.v${to}.json`, fixture);
    draft.change(`${CONTRACTS}/index.ts`, (text) => registered(text, step));
    return nextSteps(step, filesNaming(draft.tree, `${service}.${event}.v${from}`));
  });
}

/** @param {import('../shared/contracts').Contract} contract @returns {Step} */
function stepFrom(contract) {
  const { service, event, className, version, file, idField } = contract;
  if (contract.isSnapshot)
    refuse(
      `${className} is a snapshot, which lies in no queue for long. Only events get their next version in this way. Nothing was written.`,
    );
  const to = version + 1;
  return {
    service,
    event,
    className,
    oldClass: `${className}V${version}`,
    from: version,
    to,
    file,
    idField,
    upcaster: `${camel(event)}V${version}ToV${to}`,
  };
}

/** @param {Step} step @param {string[]} naming files that name the old version in a text */
function nextSteps({ service, event, className, from, to }, naming) {
  return [
    `change ${className} in ${CONTRACTS}/${service}/${event}.v${to}.ts, its fixture beside the others, and what v${from} means in its words, in ${event}.v${from}-to-v${to}.ts;`,
    ...(naming.length > 0
      ? [`these name ${service}.${event}.v${from} in a text, and may mean the new one: ${naming.join(', ')};`]
      : []),
    agreement(service, `${event}.v${to}`),
    'deploy who listens before who publishes: an old listener parks what it does not know;',
    'npm run docs, then npm run check.',
  ];
}

module.exports = { eventVersion };
