const { refuse } = require('../shared/refusal');

/** `npm start` gives each of several Warrens on one machine a block of twenty ports, of which the first is nobody's. */
const FIRST = 3001;
const LAST = 3019;
/** That of the development issuer. */
const ISSUER = 3010;

/**
 * The first port that no service has.
 *
 * @param {import('@angular-devkit/schematics').Tree} tree
 */
function freePort(tree) {
  const text = tree.readText('tools/services.js');
  const taken = new Set(
    [...text.matchAll(/^ {2}service\('[^']+', (\d+)\)/gm)].map(([, port]) => Number(port)),
  );
  for (let port = FIRST; port <= LAST; port++) if (port !== ISSUER && !taken.has(port)) return port;
  return refuse(
    `The ports ${FIRST} to ${LAST} all belong to services (tools/services.js). More need larger blocks: PORTS_PER_BLOCK in tools/instance.js, and the last port in libs/schematics.`,
  );
}

module.exports = { freePort };
