/**
 * Files that fit into the head.
 *
 * @param {{ tests: string[] }} places
 * @returns {import('eslint').Linter.Config[]}
 */
function sizes({ tests }) {
  /** @param {number} file @param {number} callable @returns {import('eslint').Linter.RulesRecord} */
  const limits = (file, callable) => ({
    'max-lines': ['error', { max: file }],
    'max-lines-per-function': [
      'error',
      { max: callable, skipComments: true, skipBlankLines: true, IIFEs: true },
    ],
  });
  return [
    { name: 'warren/sizes', rules: limits(250, 40) },
    // `describe` is a function, too: tests are limited as a whole.
    { name: 'warren/sizes-of-tests', files: tests, rules: limits(500, 500) },
  ];
}

module.exports = { sizes };
