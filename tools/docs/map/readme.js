const path = require('node:path');
const { ExplainedError } = require('../../explained-error');
const { codeLink, list, reactionsInWords } = require('./words');

const BEGIN = '<!-- From the code, by `npm run docs`: -->';
const END = '<!-- Until here. -->';

/**
 * The README of a service, with the part that is generated as the code is now.
 *
 * @param {import('./services').Service} service @param {string | undefined} readme as it is @returns {string}
 * @throws ExplainedError when it does not say where that part goes
 */
function readmeOf(service, readme) {
  const place = `apps/${service.app}/README.md`;
  const [begin, end] = [readme?.indexOf(BEGIN) ?? -1, readme?.indexOf(END) ?? -1];
  if (readme === undefined || begin < 0 || end < begin)
    throw new ExplainedError(
      `${place} ${readme === undefined ? 'is missing' : 'does not say where its generated part goes'}. Write what the service is for, ` +
        `put these two lines where it shall say what the service owns, publishes and consumes, and run npm run docs:\n\n${BEGIN}\n${END}`,
    );
  return `${readme.slice(0, begin)}${BEGIN}\n\n${partOf(service)}\n\n${readme.slice(end)}`;
}

/** @param {import('./services').Service} service */
function partOf({ app, tables, routes, publications, consumers, sources }) {
  /** @param {string} file */
  const from = (file) => path.posix.relative(`apps/${app}`, file);
  const readModels = new Set(consumers.map(({ into }) => into).filter(Boolean));
  /** @param {boolean} isReadModel */
  const named = (isReadModel) =>
    tables
      .filter(({ entity }) => readModels.has(entity) === isReadModel)
      .map(({ name, file }) => codeLink(name, from(file)));
  const owns = [
    ...list('tables', named(false)),
    ...list('read models', named(true)),
    ...list(
      'requests',
      routes.map(({ request, file }) => codeLink(request, from(file))),
    ),
  ];
  const provides = sources.map(
    ({ name, file, contract }) =>
      `${codeLink(contract.name, from(contract.file))} from ${codeLink(name, from(file))}, to projections that ask for it`,
  );
  return [
    section('Owns', owns),
    section(
      'Publishes',
      publications.map(({ contract, files }) => {
        const places = files.map((file) => `[${path.posix.basename(file)}](${from(file)})`);
        return `${codeLink(contract.name, from(contract.file))} from ${places.join(', ')}`;
      }),
    ),
    ...(provides.length > 0 ? [section('Provides', provides)] : []),
    section(
      'Consumes',
      consumers.map((consumer) => reactionsInWords(consumer, from, tables)),
    ),
  ].join('\n\n');
}

/** @param {string} title @param {string[]} lines */
function section(title, lines) {
  if (lines.length === 0) return `**${title}** nothing.`;
  return `**${title}**\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

module.exports = { readmeOf };
