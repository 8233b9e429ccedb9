const KINDS = ['unit', 'integration', 'e2e'];

/**
 * `npm test -- --unit libs/eventing` and the like: --unit, --integration and --e2e choose kinds of tests, all else
 * is jest's.
 *
 * @param {string[]} given
 * @returns {{ needsServers: boolean, needsBuild: boolean, jestArguments: string[] }}
 */
function readArguments(given) {
  const kinds = KINDS.filter((kind) => given.includes(`--${kind}`));
  const rest = given.filter((argument) => !kinds.some((kind) => argument === `--${kind}`));
  return {
    needsServers: kinds.length === 0 || kinds.some((kind) => kind !== 'unit'),
    needsBuild: kinds.length === 0 || kinds.includes('e2e'),
    // An option must follow the names of the projects, or what comes next would be taken for one of them. Two workers:
    // each may run services, brokers and databases of its own, and with a third they starve each other on two cores.
    jestArguments: [...(kinds.length > 0 ? ['--selectProjects', ...kinds] : []), '--maxWorkers=2', ...rest],
  };
}

module.exports = { readArguments };
