// Three kinds of tests, told apart by file name:
//   *.spec.ts       unit: nothing but the code
//   *.int-spec.ts   integration: real PostgreSQL and RabbitMQ, addresses from the environment (npm test sets them)
//   *.e2e-spec.ts   end to end: the built services as processes
const { swcOptions } = require('./tools/testing/swc');

const compiled = ['@swc/jest', swcOptions];
// Node requires ES modules since 20.19; jest does not, with this Node.
const ES_MODULES = '/node_modules/jose/';

const shared = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/tools/testing/environment.js',
  transform: { '^.+\\.ts$': compiled, [`${ES_MODULES}.+\\.js$`]: compiled },
  transformIgnorePatterns: [`/node_modules/(?!jose/)`],
  moduleNameMapper: {
    '^@warren/(eventing|platform)/testing$': '<rootDir>/libs/$1/src/testing',
    '^@warren/(eventing|contracts|platform)$': '<rootDir>/libs/$1/src',
  },
  setupFiles: ['reflect-metadata'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.warren/'],
};

module.exports = {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{apps,libs,tools,k8s,docker}/**/*.spec.ts',
        '<rootDir>/{tools,libs/schematics}/**/*.spec.js',
      ],
    },
    { ...shared, displayName: 'integration', testMatch: ['<rootDir>/{apps,libs,tools}/**/*.int-spec.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/{apps,libs,tools,docker}/**/*.e2e-spec.ts'] },
  ],
};
