/**
 * A promise that nobody waits for takes its error along; in a service that means an effect that silently did not
 * happen. In a test it is an expectation that nobody has looked at: what the kits of `@warren/eventing/testing` return is to
 * be awaited, and so is everything else that can be.
 *
 * @type {import('eslint').Linter.Config}
 */
const promises = {
  name: 'warren/promises',
  rules: {
    '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true, checkThenables: true }],
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
    '@typescript-eslint/prefer-promise-reject-errors': 'error',
    'no-promise-executor-return': 'off',
  },
};

module.exports = { promises };
