const fs = require('node:fs');
const path = require('node:path');
const { schematics: own } = require('../collection.json');

/** @typedef {{ sourceRoot?: string, projects?: Record<string, { sourceRoot?: string }> }} Configuration of nest-cli.json */

/** For these Nest asks nothing. */
const NEVER_ASKED = ['app', 'sub-app', 'library', 'lib'];

/**
 * In a repository of several applications Nest asks for which one something is generated, and gives up where nobody can answer. The
 * schematics of this repository take the service as their first argument, so there is nothing to ask; for Nest's own the answer is the
 * default application where standard input is no terminal.
 *
 * @param {string[]} args of the command line @param {string} folder where it runs
 * @param {boolean} isAsked whether somebody is there to answer
 * @returns {string[]} args, with `--project` where it was missing
 */
function withProject(args, folder, isAsked) {
  const [command = '', schematic = '', ...rest] = args;
  if (!['generate', 'g'].includes(command) || schematic === '' || schematic.startsWith('-')) return args;
  if (NEVER_ASKED.includes(schematic) || rest.some((argument) => /^(-p|--project)/.test(argument)))
    return args;
  const isOwn = schematic in own;
  if (!isOwn && isAsked) return args;
  const configuration = configurationIn(folder);
  const { projects = {} } = configuration;
  const service = isOwn ? rest.find((argument) => Object.hasOwn(projects, argument)) : undefined;
  const project = service ?? defaultProject(configuration);
  return project ? [...args, '--project', project] : args;
}

/** @param {Configuration} configuration */
function defaultProject({ sourceRoot, projects = {} }) {
  return Object.keys(projects).find((name) => projects[name]?.sourceRoot === sourceRoot);
}

/** @param {string} folder @returns {Configuration} */
function configurationIn(folder) {
  const file = path.join(folder, 'nest-cli.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

module.exports = { withProject };
