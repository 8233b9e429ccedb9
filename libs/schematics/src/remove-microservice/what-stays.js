/**
 * What a tree of files cannot take back.
 *
 * @param {string} name
 * @param {{ contracts: string | undefined, naming: string[] }} found
 */
function whatStays(name, { contracts, naming }) {
  return [
    '',
    `${name} is gone from the code. Next: npm run docs, then npm run check.`,
    'What stays:',
    ...(contracts ? [`  ${contracts}: its events lie in outboxes, queues and dead letters`] : []),
    '  its database, and its roles there (docs/database-security.md)',
    '  its queues on the broker, which go on collecting, and its user (docs/extending.md, docs/broker-security.md)',
    `  what of it runs in Kubernetes, and the secrets ${name} and ${name}-migration`,
    ...(naming.length > 0 ? ['These files still name it:', ...naming.map((path) => `  ${path}`)] : []),
  ].join('\n');
}

module.exports = { whatStays };
