// Which way imports may point. `npm run check` shows, for each one that points the wrong way, the comment of its rule:
// it says why there is a rule and what to do instead.

const TEST = '\\.(spec|int-spec|e2e-spec)\\.ts$|/test/|/testing/';
const AMQP = 'node_modules/(amqplib|amqp-connection-manager|@golevelup/nestjs-rabbitmq|@types/amqplib)/';
const HTTP_CLIENTS = 'node_modules/(axios|undici|@nestjs/axios|got|ky|node-fetch|superagent)/';
const SLICES = 'commands|read-models|sagas';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one thing or three: neither can be read, tested or loaded alone. Move what ' +
        'both need into a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'services-never-import-each-other',
      comment:
        'Each service is built, deployed and changed alone. What one needs to know of another arrives as an integration ' +
        'event (libs/contracts) and is kept in a read model of its own.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libraries-do-not-know-the-services',
      comment:
        'Libraries serve every service, those of the future too. Let the service pass in what the library needs.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'only-the-rabbitmq-adapter-speaks-amqp',
      comment:
        'Settling, reconnecting and confirming safely is hard, and is done once, in libs/eventing/src/broker/rabbitmq. ' +
        'Publish with the Outbox and consume with @IdempotentHandler or @Projection of @warren/eventing.',
      severity: 'error',
      from: {
        path: '^(apps|libs|tools)/',
        pathNot:
          '^libs/eventing/(src/broker/rabbitmq|test)/|^tools/servers/(rabbitmq/handshake\\.js$|test/)|^apps/test/support/(forger|meddler|wiretap)\\.ts$',
      },
      to: { path: AMQP },
    },
    {
      name: 'eventing-has-one-door',
      comment:
        'What lies behind libs/eventing/src/index.ts may change at any time. Import from @warren/eventing (tests also ' +
        'from @warren/eventing/testing); what is missing there, export there.',
      severity: 'error',
      from: { pathNot: '^libs/eventing/' },
      to: { path: '^libs/eventing/', pathNot: '^libs/eventing/src/(testing/)?index\\.ts$' },
    },
    {
      name: 'testing-kit-is-for-tests',
      comment:
        '@warren/eventing/testing holds doubles and kits for tests; running code must not depend on them.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TEST },
      to: { path: '^libs/eventing/src/testing/' },
    },
    {
      name: 'eventing-knows-no-events',
      comment:
        'libs/eventing is the framework: it serves any contract and any service. Declare events in libs/contracts and ' +
        'set up services in libs/platform.',
      severity: 'error',
      from: { path: '^libs/eventing/' },
      to: { path: '^libs/(contracts|platform)/' },
    },
    {
      name: 'contracts-need-only-eventing',
      comment:
        'A contract is all that another service sees: a class with rules, and nothing of the service that owns it. It may ' +
        'import @warren/eventing and other contracts.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: TEST },
      to: { path: '^(apps|libs|tools)/', pathNot: '^libs/(contracts/|eventing/src/index\\.ts$)' },
    },
    {
      name: 'domain-stands-alone',
      comment:
        'The domain says what is true in the business, and is tested without Nest, database or broker. It may import ' +
        '@warren/eventing and its own folder; move the rest to the command, the integration or the read model.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/domain/', pathNot: TEST },
      to: { pathNot: '^apps/$1/src/domain/|^libs/eventing/src/index\\.ts$' },
    },
    {
      name: 'slices-do-not-import-each-other',
      comment:
        'A slice (one command, one read model, one saga) can be read, changed and deleted as one folder. What two of them ' +
        'need belongs to the domain, or travels as an event.',
      severity: 'error',
      from: { path: `^apps/([^/]+)/src/(${SLICES})/([^/]+)/` },
      to: { path: `^apps/$1/src/(${SLICES})/[^/]+/`, pathNot: '^apps/$1/src/$2/$3/' },
    },
    {
      name: 'services-never-call-each-other',
      comment:
        'A call to another service fails when that one is down, and its answer is no longer true when it arrives. ' +
        'Publish or consume an integration event, and keep what you need in a read model of your own.',
      severity: 'error',
      from: { path: '^(apps/[^/]+|libs/eventing)/src/' },
      to: { path: HTTP_CLIENTS },
    },
    {
      name: 'imports-can-be-resolved',
      comment: 'The import points to nothing: a typing error, or a package that is not in package.json.',
      severity: 'error',
      from: { path: '^(apps|libs|tools)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // a type is a dependency, too
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.warren|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
