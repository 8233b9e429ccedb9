/**
 * A kind of server that is told what to answer. Not RabbitMQ and not PostgreSQL, so no test finds a real one.
 *
 * @param {Partial<import('../server-kind').ServerKind>} [overrides]
 * @returns {import('../server-kind').ServerKind}
 */
function stubKind(overrides = {}) {
  const never = async () => {
    throw new Error('this kind is not to be started');
  };
  return {
    name: 'StubDB',
    key: 'postgres',
    variable: 'STUB_URL',
    protocols: ['stub:'],
    example: 'stub://host:1234',
    defaultPort: 1,
    composePorts: [1234],
    packages: ['stub-server'],
    localUrls: () => ['stub://127.0.0.1:1'],
    composeUrl: (port) => `stub://127.0.0.1:${port}`,
    greet: async () => ({ version: '9.9' }),
    isInstalled: () => false,
    privateFolder: () => '/nowhere',
    startPrivate: never,
    stopPrivate: never,
    ...overrides,
  };
}

/** A step that remembers its lines. */
function recordedSteps() {
  /** @type {string[]} */
  const lines = [];
  /** @param {string} label @returns {import('../../output/step').Step} */
  const step = (label) => ({
    update: () => undefined,
    note: (text) => void lines.push(`! ${label} ${text}`),
    done: (text) => void lines.push(`✓ ${label} ${text}`),
    fail: (text) => void lines.push(`✗ ${label} ${text}`),
  });
  return { lines, step };
}

module.exports = { recordedSteps, stubKind };
