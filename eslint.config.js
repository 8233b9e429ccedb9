// What prettier, the compiler and .dependency-cruiser.js can't see. Every rule of our own says why it is there and what to
// do instead. There is no way round a rule inside a file: where one is wrong, it is changed here, for all.
const js = require('@eslint/js');
const prettier = require('eslint-config-prettier');
const globals = require('globals');
const tseslint = require('typescript-eslint');
const { architecture } = require('./tools/check/lint-rules/architecture');
const { promises } = require('./tools/check/lint-rules/promises');
const { sizes } = require('./tools/check/lint-rules/sizes');

const TESTS = ['**/*.{spec,int-spec,e2e-spec}.{ts,js}', '**/test/**', '**/testing/**'];
// Rows of a query and parsed JSON: in running code they get a type, in tests and tools the next line shows what they are.
/** @type {import('eslint').Linter.RulesRecord} */
const UNTYPED_VALUES_ALLOWED = {
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
};

module.exports = tseslint.config(
  { ignores: ['**/node_modules/', 'dist/', '.warren/', 'coverage/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  prettier,
  { languageOptions: { parserOptions: { projectService: true }, globals: globals.node } },
  promises,
  ...sizes({ tests: TESTS }),
  ...architecture({ tests: TESTS }),
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Both find more matters of taste than mistakes.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      // What another one has failed with is passed on as it is.
      '@typescript-eslint/only-throw-error': ['error', { allowRethrowing: true, allowThrowingUnknown: true }],
      // An interface may ask for a promise where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // A bundler reads no declaration of a foreign module but the one that a file refers to.
      '@typescript-eslint/triple-slash-reference': ['error', { path: 'always' }],
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
    },
  },
  {
    // The compiler checks these through their JSDoc; `require` is how they load.
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs' },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/unbound-method': 'off',
      ...UNTYPED_VALUES_ALLOWED,
    },
  },
  { files: ['tools/**', 'bench/**'], rules: { 'no-console': 'off' } },
  {
    files: TESTS,
    languageOptions: { globals: globals.jest },
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      // Other people's code may throw anything: tests do so on purpose.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off', // lists of numbers in SQL
      ...UNTYPED_VALUES_ALLOWED,
    },
  },
);
