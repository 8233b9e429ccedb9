const fs = require('node:fs');
const path = require('node:path');
const { readSystem } = require('../map/services');
const { asyncApiOf } = require('./asyncapi');
const { broken } = require('./baseline');
const { ClassReader } = require('./fields');
const { pageOf } = require('./page');
const { publishedAs } = require('./schema');
const { waysIn } = require('./ways');

/**
 * The published contracts as documents: a JSON Schema for each version, an AsyncAPI document, and a page for people.
 *
 * @param {string} root of the repository
 * @param {string[]} outsiders services that are not in it
 * @returns {{ problems: string[], documents: { place: string, text: string }[] }} no documents while a contract breaks what was published,
 *   or has a rule that no schema can say: then what lies there is right, and the contract is wrong
 */
function contractsOf(root, outsiders) {
  const { published, problems: unsayable, system } = readPublished(root);
  const problems = [...unsayable, ...broken(root, published)];
  if (problems.length > 0) return { problems, documents: [] };
  const examples = examplesIn(root, published);
  const document = asyncApiOf(system, outsiders, published, examples, versionOf(root));
  return {
    problems,
    documents: [
      ...published.map(({ place, schema }) => ({ place, text: json(schema) })),
      { place: 'docs/asyncapi.json', text: json(document) },
      { place: 'docs/contracts.md', text: pageOf(published, waysIn(system, outsiders, published), examples) },
    ],
  };
}

/** Every contract as its class says it. @param {string} root */
function readPublished(root) {
  const system = readSystem(root);
  const reader = new ClassReader(system.code);
  const published = [...system.contracts, ...system.snapshots]
    .map((contract) => publishedAs(system.code, reader, contract))
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  return { system, published, problems: reader.problems };
}

/** The fixtures. @param {string} root @param {import('./schema').Published[]} published @returns {Map<string, Record<string, unknown>>} */
function examplesIn(root, published) {
  return new Map(
    published.flatMap(({ type, contract: { service, event } }) => {
      const file = path.join(root, 'libs', 'contracts', 'fixtures', service, `${event}.json`);
      return fs.existsSync(file) ? [[type, JSON.parse(fs.readFileSync(file, 'utf8'))]] : [];
    }),
  );
}

/** @param {string} root @returns {string} */
function versionOf(root) {
  const file = path.join(root, 'package.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).version : '0.0.0';
}

/** @param {object} value */
function json(value) {
  return JSON.stringify(value, null, 2);
}

module.exports = { contractsOf, readPublished };
