const { pageOf } = require('./page');
const { readVariables } = require('./variables');

const PLACE = 'docs/configuration.md';

/**
 * The reference of the settings, from the `@Variable` declarations.
 *
 * @param {string} root of the repository
 * @returns {{ problems: string[], documents: { place: string, text: string }[] }}
 */
function configurationOf(root) {
  const variables = readVariables(root);
  if (variables.length === 0) return { problems: [], documents: [] };
  const problems = variables.flatMap(({ name, place, unknownRules, comment }) => [
    ...unknownRules.map(
      (rule) =>
        `${place}: @${rule} on ${name} is a rule that tools/docs/configuration/rules.js cannot put into words.`,
    ),
    ...(comment ? [] : [`${place}: ${name} has no comment; it is what the reference says of it.`]),
  ]);
  return { problems, documents: [{ place: PLACE, text: pageOf(variables) }] };
}

module.exports = { configurationOf };
