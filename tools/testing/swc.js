// How TypeScript is compiled for tests, in jest and in the processes that tests start: decorators as tsc has them.

/** @type {import('@swc/core').Options} */
const swcOptions = {
  sourceMaps: 'inline',
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
};

module.exports = { swcOptions };
