const { addLine, expectLike, removeLines } = require('./lines');
const { addParagraph, removeParagraphs } = require('./paragraphs');
const { addApplication, removeApplication } = require('./nest-cli');
const { ENTRIES, PARAGRAPHS } = require('./places');

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/** Refuses a repository in which a list is missing, before anything is written. @param {Tree} tree */
function expectPlaces(tree) {
  for (const { path, like } of [...ENTRIES, ...PARAGRAPHS]) expectLike(tree, path, like);
}

/** Names a service wherever services are named. @param {Tree} tree @param {{ name: string, port: number }} service */
function enter(tree, service) {
  addApplication(tree, service.name);
  for (const { path, like, line } of ENTRIES) addLine(tree, path, like, line(service));
  for (const { path, like, text } of PARAGRAPHS) addParagraph(tree, path, like, text(service));
}

/** Names it nowhere any more. @param {Tree} tree @param {string} name */
function strike(tree, name) {
  removeApplication(tree, name);
  for (const { path, own } of ENTRIES) removeLines(tree, path, own(name));
  for (const { path, own } of PARAGRAPHS) removeParagraphs(tree, path, own(name));
}

module.exports = { enter, expectPlaces, strike };
