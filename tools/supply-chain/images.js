const fs = require('node:fs');
const path = require('node:path');

const IMAGE = /^\s*(?:-\s*)?image:\s*['"]?([^\s'"]+)|^(?:ARG\s+\w*IMAGE=|FROM\s+|#\s*syntax=)(\S+)/gm;
// PostgreSQL's versions have two numbers, those of all others here three.
const EXACT = /@sha256:[\da-f]{64}$|:v?\d+\.\d+\.\d+(-|$)|(^|\/)postgres:\d+\.\d+(-|$)/;

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(place);
    return /Dockerfile|\.ya?ml$/.test(entry.name) ? [place] : [];
  });
}

/**
 * Images of others whose tag leaves open what it is, like `17` or `latest`: tomorrow it is something else. Stages of the
 * same file, and what its ARG says above, are not of others.
 *
 * @param {string} root @returns {string[]} one message each
 */
function looseImages(root) {
  return filesIn(path.join(root, 'docker')).flatMap((file) => {
    const text = fs.readFileSync(file, 'utf8');
    const stages = new Set([...text.matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, stage]) => stage));
    return [...text.matchAll(IMAGE)]
      .map(([, inCompose, inDockerfile]) => inCompose ?? inDockerfile ?? '')
      .filter((image) => !image.startsWith('${') && !stages.has(image) && !EXACT.test(image))
      .map(
        (image) =>
          `${path.relative(root, file)}: the image ${image} may be another one tomorrow. Name its full version (x.y.z) or its digest.`,
      );
  });
}

module.exports = { looseImages };
