const NO_CALLS =
  'Services never call each other: a call fails when the other is down, and its answer is no longer true when it arrives. ' +
  'Publish or consume an integration event, and keep what you need in a read model of your own.';
const NO_SILENCE =
  'Failure never hides: an empty handler drops the error for good. Log or count it, or handle it and say in a comment why ' +
  'nothing else is needed.';
const SAY_WHAT_IT_IS =
  'A class called Utils, Helper, Common, Misc, Base or Manager says nothing: name it after the one thing that it does.';

const CLIENT_PACKAGES = ['axios', 'undici', '@nestjs/axios', 'got', 'ky', 'node-fetch', 'superagent'];
const CLIENT_MODULES = ['http', 'https', 'http2', 'node:http', 'node:https', 'node:http2'];
const CLIENT_GLOBALS = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'];

const EMPTY_CATCH =
  "CallExpression[callee.property.name='catch'] > ArrowFunctionExpression > BlockStatement[body.length=0]";
const EMPTY_NAME =
  'ClassDeclaration[id.name=/(Utils?|Helpers?|Common|Misc|Base|Manager)$/], ClassDeclaration[id.name=/^(Base|Common)[A-Z]/]';

/** @type {import('eslint').Linter.RulesRecord} */
const noHttpClient = {
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      paths: [
        ...CLIENT_PACKAGES.map((name) => ({ name, message: NO_CALLS })),
        ...CLIENT_MODULES.map((name) => ({ name, message: NO_CALLS, allowTypeImports: true })),
      ],
    },
  ],
  'no-restricted-globals': ['error', ...CLIENT_GLOBALS.map((name) => ({ name, message: NO_CALLS }))],
  'no-restricted-properties': [
    'error',
    ...CLIENT_GLOBALS.map((property) => ({ object: 'globalThis', property, message: NO_CALLS })),
  ],
};

/**
 * The rules of the architecture that show inside a file; those about who imports whom are in .dependency-cruiser.js.
 *
 * @param {{ tests: string[] }} places
 * @returns {import('eslint').Linter.Config[]}
 */
function architecture({ tests }) {
  return [
    {
      name: 'warren/architecture',
      rules: {
        'no-empty': ['error', { allowEmptyCatch: false }],
        'no-restricted-syntax': [
          'error',
          { selector: EMPTY_CATCH, message: NO_SILENCE },
          { selector: EMPTY_NAME, message: SAY_WHAT_IT_IS },
        ],
      },
    },
    {
      name: 'warren/services-never-call-each-other',
      files: ['apps/*/src/**', 'libs/eventing/src/**'],
      ignores: tests,
      rules: noHttpClient,
    },
  ];
}

module.exports = { architecture };
